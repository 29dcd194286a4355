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
  Blob({ pieces, type }) {
    return new (require('internal/blob/blob').Blob)(pieces, { type });
  },
  File({ pieces, type, name, lastModified }) {
    return new (require('internal/blob/file').File)(pieces, name, { type, lastModified });
  },
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

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/**
 * Makes every later attempt to copy the object fail. Nothing happens for primitive values; buffers are copied all the
 * same. https://nodejs.org/api/worker_threads.html#worker_threadsmarkasuncloneableobject
 * @param {unknown} object
 */
function markAsUncloneable(object) {
  if (isObject(object)) binding('messaging').markUncloneable(object);
}

/** Objects that must stay where they are. */
const untransferable = new WeakSet();

function refuse() {
  throw new TypeError('ArrayBuffer is not detachable and could not be cloned.');
}

/**
 * Makes every later attempt to transfer the object fail, an ArrayBuffer's own `transfer` among them. Nothing happens for
 * primitive values. https://nodejs.org/api/worker_threads.html#worker_threadsmarkasuntransferableobject
 * @param {unknown} object
 */
function markAsUntransferable(object) {
  if (!isObject(object)) return;
  untransferable.add(object);
  if (!require('internal/util/types').isArrayBuffer(object)) return;
  // Its own methods, since V8 aborts when a buffer with a detach key is told to transfer itself.
  const refusing = { __proto__: null, value: refuse, enumerable: false };
  Object.defineProperties(object, { __proto__: null, transfer: refusing, transferToFixedLength: refusing });
}

/**
 * @param {unknown} object
 * @returns {boolean}
 */
function isMarkedAsUntransferable(object) {
  return isObject(object) && untransferable.has(object);
}

module.exports = {
  cloneable, defineReviver, reviverOf, markAsUncloneable, markAsUntransferable, isMarkedAsUntransferable,
};
