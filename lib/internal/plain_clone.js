// Copies of plain data without serializing it: objects, arrays, maps, sets, dates, typed arrays and errors, which is what most
// programs clone. https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeinternal
//
// Whatever needs more (regular expressions, shared memory, classes with a form of their own, what can't be copied)
// makes the whole copy be given up, and V8's serializer does it or says why not.
'use strict';
const { cloneable, isMarkedAsUncloneable, transferable } = require('internal/cloneable');
const { uninitialized } = binding('buffer');
const { kindOf } = binding('messaging');

const uncurry = Function.prototype.call.bind.bind(Function.prototype.call);
const { getOwnPropertyDescriptor, getOwnPropertySymbols, getPrototypeOf, keys: keysOf } = Object;
const mapForEach = uncurry(Map.prototype.forEach);
const mapGet = uncurry(Map.prototype.get);
const mapSet = uncurry(Map.prototype.set);
const setForEach = uncurry(Set.prototype.forEach);
const setAdd = uncurry(Set.prototype.add);
const getTime = uncurry(Date.prototype.getTime);
const typedArray = getPrototypeOf(Uint8Array.prototype);
const bufferOf = uncurry(getOwnPropertyDescriptor(typedArray, 'buffer').get);
const byteOffsetOf = uncurry(getOwnPropertyDescriptor(typedArray, 'byteOffset').get);
const lengthOf = uncurry(getOwnPropertyDescriptor(typedArray, 'length').get);
const nameOf = uncurry(getOwnPropertyDescriptor(typedArray, Symbol.toStringTag).get);
const setElements = uncurry(typedArray.set);
const byteLengthOf = uncurry(getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get);
const classes = {
  __proto__: null, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
  Float64Array, BigInt64Array, BigUint64Array,
};
const errorClasses = { __proto__: null, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const ErrorClass = Error;
const DateClass = Date;
const MapClass = Map;
const SetClass = Set;

// What kindOf answers; see Kind in src/bindings/messaging.cc.
const OBJECT = 1;
const ARRAY = 2;
const DATE = 3;
const MAP = 4;
const SET = 5;
const TYPED_ARRAY = 6;
const ERROR = 7;

/** In place of a copy that is given up. */
const givenUp = Symbol('given up');

/** Up to so many objects are looked up one by one. */
const fewObjects = 8;

/** The objects that one copy has met, and what became of them. */
class Memory {
  #originals = [];
  #copies = [];
  /** @type {Map<object, object> | undefined} once there are more than a few */
  #all = undefined;

  find(original) {
    if (this.#all !== undefined) return mapGet(this.#all, original);
    const originals = this.#originals;
    for (let i = 0; i < originals.length; i++) {
      if (originals[i] === original) return this.#copies[i];
    }
    return undefined;
  }

  keep(original, copy) {
    const originals = this.#originals;
    const count = originals.length;
    if (this.#all === undefined && count < fewObjects) {
      originals[count] = original;
      this.#copies[count] = copy;
      return;
    }
    if (this.#all === undefined) {
      this.#all = new MapClass();
      for (let i = 0; i < count; i++) mapSet(this.#all, originals[i], this.#copies[i]);
    }
    mapSet(this.#all, original, copy);
  }
}

function copyObject(value, memory) {
  // Own enumerable properties, each read once, whatever Object.prototype has.
  const copy = { ...value };
  memory.keep(value, copy);
  const symbols = getOwnPropertySymbols(copy);
  for (let i = 0; i < symbols.length; i++) delete copy[symbols[i]];
  const names = keysOf(copy);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const part = copy[name];
    if (part === null || (typeof part !== 'object' && typeof part !== 'function' && typeof part !== 'symbol')) continue;
    const partCopy = copyPart(part, memory);
    if (partCopy === givenUp) return givenUp;
    copy[name] = partCopy;
  }
  return copy;
}

function copyArray(value, memory) {
  const copy = [];
  memory.keep(value, copy);
  const { length } = value;
  for (let i = 0; i < length; i++) {
    let part = value[i];
    if (part === undefined) {
      if (!(i in value)) return givenUp;
    } else if (part !== null && (typeof part === 'object' || typeof part === 'function' || typeof part === 'symbol')) {
      part = copyPart(part, memory);
      if (part === givenUp) return givenUp;
    }
    copy[i] = part;
  }
  return copy;
}

function copyMap(value, memory) {
  const copy = new MapClass();
  memory.keep(value, copy);
  const entries = [];
  mapForEach(value, (part, key) => entries.push(key, part));
  for (let i = 0; i < entries.length; i += 2) {
    const key = copyPart(entries[i], memory);
    const part = key === givenUp ? givenUp : copyPart(entries[i + 1], memory);
    if (part === givenUp) return givenUp;
    mapSet(copy, key, part);
  }
  return copy;
}

function copySet(value, memory) {
  const copy = new SetClass();
  memory.keep(value, copy);
  const parts = [];
  setForEach(value, (part) => parts.push(part));
  for (let i = 0; i < parts.length; i++) {
    const part = copyPart(parts[i], memory);
    if (part === givenUp) return givenUp;
    setAdd(copy, part);
  }
  return copy;
}

/** The whole memory is copied, once for all arrays that lie over it. */
function copyTypedArray(value, memory) {
  const Class = classes[nameOf(value)];
  const buffer = bufferOf(value);
  if (Class === undefined) return givenUp;
  let target = memory.find(buffer);
  if (target === undefined) {
    // Not zeroed, as all of it is written.
    target = uninitialized(byteLengthOf(buffer));
    if (target === undefined) return givenUp;
    setElements(new Uint8Array(target), new Uint8Array(buffer));
    memory.keep(buffer, target);
  }
  const copy = new Class(target, byteOffsetOf(value), lengthOf(value));
  memory.keep(value, copy);
  return copy;
}

/** What V8 gives all errors as their getter of `stack`. */
let stackOf;

/** Only one with a message and a stack that are text, and no cause. */
function copyError(value, memory) {
  const message = getOwnPropertyDescriptor(value, 'message');
  const limit = getOwnPropertyDescriptor(ErrorClass, 'stackTraceLimit');
  stackOf ??= getOwnPropertyDescriptor(new ErrorClass(), 'stack').get;
  if (typeof message?.value !== 'string' || getOwnPropertyDescriptor(value, 'stack')?.get !== stackOf || !limit?.writable ||
      getOwnPropertyDescriptor(value, 'cause') !== undefined) {
    return givenUp;
  }
  const { stack } = value;
  if (typeof stack !== 'string') return givenUp;
  const Class = errorClasses[`${value.name}`] ?? ErrorClass;
  let copy;
  // Where the copy is made is of no interest, and takes long to find out.
  ErrorClass.stackTraceLimit = 0;
  try {
    copy = new Class(message.value);
  } finally {
    ErrorClass.stackTraceLimit = limit.value;
  }
  copy.stack = stack;
  memory.keep(value, copy);
  return copy;
}

function copyPart(value, memory) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')) return value;
  if (typeof value !== 'object') return givenUp;
  const kind = kindOf(value);
  if (kind === 0) return givenUp;
  const known = memory.find(value);
  if (known !== undefined) return known;
  if (value[cloneable] !== undefined || value[transferable] !== undefined || isMarkedAsUncloneable(value)) return givenUp;
  switch (kind) {
    case OBJECT:
      return copyObject(value, memory);
    case ARRAY:
      return copyArray(value, memory);
    case DATE: {
      const copy = new DateClass(getTime(value));
      memory.keep(value, copy);
      return copy;
    }
    case MAP:
      return copyMap(value, memory);
    case SET:
      return copySet(value, memory);
    case TYPED_ARRAY:
      return copyTypedArray(value, memory);
    case ERROR:
      return copyError(value, memory);
  }
  return givenUp;
}

/**
 * @param {unknown} value
 * @returns {unknown} a deep copy; `givenUp` where there is none to be had in this way
 */
function clonePlain(value) {
  return copyPart(value, new Memory());
}

module.exports = { clonePlain, givenUp };
