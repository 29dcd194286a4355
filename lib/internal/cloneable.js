// Classes of the runtime whose instances structuredClone and postMessage copy in their own way.
// https://html.spec.whatwg.org/multipage/structured-data.html#serializable-objects
//
// An instance has a method under `cloneable` that returns [name, data]; the copy is what the reviver of that name makes
// of the copied data. When it returns undefined the instance is copied like any other object. A value under the key that
// isn't a function marks what can't be copied.
'use strict';

const cloneable = Symbol('cloneable');

const revivers = {
  __proto__: null,
  DOMException(data) {
    const { DOMException } = require('internal/domexception');
    return Object.defineProperty(new DOMException(data.message, data.name), 'stack', {
      __proto__: null, value: data.stack, writable: true, configurable: true,
    });
  },
};

/**
 * @param {string} name as the method under `cloneable` returned it
 * @returns {(data: any) => object}
 */
function reviverOf(name) {
  return revivers[name];
}

/**
 * Lets instances of a class be copied; the class has the method under `cloneable`.
 * @param {string} name
 * @param {(data: any) => object} reviver
 */
function defineReviver(name, reviver) {
  revivers[name] = reviver;
}

module.exports = { cloneable, defineReviver, reviverOf };
