// Properties whose values are made when they are first read, and which look like any other data property before and after.
// Part of the snapshot.
'use strict';

const native = binding('realm');

/** What makes the values of the global object's lazy properties, by name. */
const globalLoaders = { __proto__: null };

/** The same for other objects. @type {WeakMap<object, Record<string, () => any>>} */
const loaders = new WeakMap();

/**
 * Defines a writable, configurable property; writing to it replaces it without loading.
 * @param {object} object
 * @param {string} name
 * @param {() => any} load
 * @param {boolean} enumerable
 */
function defineLazy(object, name, load, enumerable) {
  if (object === globalThis) {
    globalLoaders[name] = load;
  } else {
    let ofObject = loaders.get(object);
    if (ofObject === undefined) {
      ofObject = { __proto__: null };
      loaders.set(object, ofObject);
    }
    ofObject[name] = load;
  }
  native.defineLazy(object, name, enumerable);
}

/**
 * For native code: a lazy property is read for the first time.
 * @param {string} name
 * @param {object} holder
 * @returns {any} its value, from now on
 */
function loadLazy(name, holder) {
  const ofObject = loaders.get(holder);
  return ofObject === undefined ? globalLoaders[name]() : ofObject[name]();
}

module.exports = { defineLazy, loadLazy };
