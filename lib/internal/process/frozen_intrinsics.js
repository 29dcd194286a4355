// --frozen-intrinsics: the language's built-in objects, and console, can no longer be changed.
// https://nodejs.org/api/cli.html#--frozen-intrinsics
//
// A frozen data property could not be overridden by assignment on objects that inherit it (`object.toString = ...`), so
// the properties of prototypes become accessors first, whose setter defines the property on the object assigned to.
'use strict';

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { freeze: freezeObject, isFrozen } = Object;
const { frozenValue } = require('internal/util/inspect/names');

/** Objects that no global names. */
function unnamed() {
  const generator = (function* () {})();
  const asyncGenerator = (async function* () {})();
  return [
    getPrototypeOf(Uint8Array),
    getPrototypeOf(getPrototypeOf([][Symbol.iterator]())),
    getPrototypeOf([][Symbol.iterator]()),
    getPrototypeOf(new Map()[Symbol.iterator]()),
    getPrototypeOf(new Set()[Symbol.iterator]()),
    getPrototypeOf(''[Symbol.iterator]()),
    getPrototypeOf(''.matchAll(/x/g)),
    getPrototypeOf(getPrototypeOf(generator)),
    getPrototypeOf(getPrototypeOf(asyncGenerator)),
    getPrototypeOf(async () => {}),
    getPrototypeOf(function* () {}),
    getPrototypeOf(async function* () {}),
  ];
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Makes a prototype's data property one that objects below it can still be given. */
function allowOverride(prototype, key, descriptor) {
  const { value } = descriptor;
  const get = () => value;
  get[frozenValue] = value;
  const set = function(next) {
    if (this === prototype) throw new TypeError(`Cannot assign to read only property '${String(key)}' of object`);
    defineProperty(this, key, { __proto__: null, value: next, writable: true, enumerable: true, configurable: true });
  };
  defineProperty(prototype, key, { __proto__: null, get, set, enumerable: descriptor.enumerable, configurable: true });
}

function openPrototypes(objects) {
  for (const object of objects) {
    const constructor = getOwnPropertyDescriptor(object, 'constructor')?.value;
    if (typeof constructor !== 'function' || constructor.prototype !== object) continue;
    const keys = ownKeys(object);
    for (let i = 0; i < keys.length; i++) {
      const descriptor = getOwnPropertyDescriptor(object, keys[i]);
      if (descriptor.configurable && 'value' in descriptor && descriptor.writable) allowOverride(object, keys[i], descriptor);
    }
  }
}

/** Everything that can be reached from `roots`, without running any getter. */
function reach(roots) {
  const found = new Set();
  const queue = [...roots];
  while (queue.length > 0) {
    const object = queue.pop();
    if (!isObject(object) || found.has(object) || object === globalThis) continue;
    found.add(object);
    queue.push(getPrototypeOf(object));
    const keys = ownKeys(object);
    for (let i = 0; i < keys.length; i++) {
      const descriptor = getOwnPropertyDescriptor(object, keys[i]);
      if ('value' in descriptor) {
        queue.push(descriptor.value);
      } else {
        queue.push(descriptor.get, descriptor.set);
      }
    }
  }
  return found;
}

const names = [
  'Object', 'Function', 'Array', 'Number', 'parseFloat', 'parseInt', 'Boolean', 'String', 'Symbol', 'Date', 'Promise', 'RegExp',
  'Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'JSON', 'Math',
  'Intl', 'ArrayBuffer', 'Atomics', 'Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array',
  'Float32Array', 'Float64Array', 'Uint8ClampedArray', 'BigUint64Array', 'BigInt64Array', 'DataView', 'Map', 'BigInt', 'Set',
  'Iterator', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Proxy', 'Reflect', 'SharedArrayBuffer', 'WebAssembly',
  'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape', 'eval', 'isFinite', 'isNaN',
];

/** Freezes them. */
function freeze() {
  const roots = unnamed();
  for (let i = 0; i < names.length; i++) {
    const descriptor = getOwnPropertyDescriptor(globalThis, names[i]);
    if (descriptor !== undefined && 'value' in descriptor) roots.push(descriptor.value);
  }
  const objects = reach(roots);
  openPrototypes(objects);
  for (const object of objects) {
    if (!ArrayBuffer.isView(object) && !isFrozen(object)) freezeObject(object);
  }
  freezeObject(globalThis.console);
  for (const name of ['globalThis', ...names]) {
    const descriptor = getOwnPropertyDescriptor(globalThis, name);
    if (descriptor?.configurable && 'value' in descriptor) {
      defineProperty(globalThis, name, { __proto__: null, writable: false, configurable: false });
    }
  }
}

module.exports = { freeze };
