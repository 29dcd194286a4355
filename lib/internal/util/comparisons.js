// Structural equality: loose, strict, and strict on what the expected value mentions.
// https://nodejs.org/api/assert.html#assertdeepstrictequalactual-expected-message
'use strict';
const native = binding('util');
const { kindOf, kinds, typedArrayName } = require('internal/util/kinds');

const { getOwnPropertySymbols, getPrototypeOf, hasOwn, is, keys: keysOf } = Object;
const { propertyIsEnumerable } = Object.prototype;
const { toStringTag } = Symbol;
const { isArray } = Array;

const loose = 0;
const strict = 1;
/** Strict, but whatever the expected value doesn't mention may be there. */
const partial = 2;
/** Strict, but of whatever class. */
const structural = 3;

const dateTime = Date.prototype.getTime;

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function enumerableSymbols(object) {
  const symbols = getOwnPropertySymbols(object);
  if (symbols.length === 0) return symbols;
  return symbols.filter((symbol) => propertyIsEnumerable.call(object, symbol));
}

/** Whether a primitive is equal in the loose sense: `==`, and NaN equals itself. */
function looselySame(a, b) {
  // eslint-disable-next-line eqeqeq
  return a == b || (a !== a && b !== b);
}

/** Whether two objects were made by the same class, perhaps with prototypes of their own between. */
function sameClass(a, b) {
  const prototypeA = getPrototypeOf(a);
  const prototypeB = getPrototypeOf(b);
  if (prototypeA === prototypeB) return true;
  if (prototypeA === null || prototypeB === null) return false;
  return prototypeA.constructor === prototypeB.constructor && prototypeA.constructor !== undefined;
}

function sameBytes(a, b, offset, count) {
  for (let i = 0; i < count; i++) {
    if (a[offset + i] !== b[i]) return false;
  }
  return true;
}

function bytesOf(view) {
  return ArrayBuffer.isView(view) ?
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : new Uint8Array(view);
}

const errorNames = ['message', 'name', 'cause', 'errors'];

/** One comparison: its mode, and the pairs that are being compared further out. */
class Comparison {
  constructor(mode) {
    this.mode = mode;
    // Pairs under way: objects may refer to themselves.
    this.left = [];
    this.right = [];
  }

  equal(a, b) {
    if (a === b) return a !== 0 || this.mode === loose || is(a, b);
    if (this.mode === loose) {
      if (!isObject(a)) return !isObject(b) && typeof a !== 'function' && looselySame(a, b);
      if (!isObject(b)) return false;
    } else {
      if (!isObject(a)) return typeof a === 'number' && a !== a && b !== b;
      if (!isObject(b)) return false;
      if (this.mode === strict && !sameClass(a, b)) return false;
    }
    return this.equalObjects(a, b);
  }

  equalObjects(a, b) {
    if (a[toStringTag] !== b[toStringTag]) return false;
    let kind = unwrappedKind(a);
    const kindB = unwrappedKind(b);
    if (isArray(a)) kind = kinds.array;
    if (kind !== (isArray(b) ? kinds.array : kindB)) return false;
    switch (kind) {
      case kinds.array:
        return this.equalArrays(a, b);
      case kinds.other:
        // URLs keep their parts in internal slots; the href has them all.
        if (a[toStringTag] === 'URL' && a.href !== b.href) return false;
        if (a instanceof Error && !this.equalErrors(a, b)) return false;
        return this.equalProperties(a, b, kind);
      case kinds.date: {
        const timeA = dateTime.call(a);
        const timeB = dateTime.call(b);
        return (timeA === timeB || (timeA !== timeA && timeB !== timeB)) && this.equalProperties(a, b, kind);
      }
      case kinds.regExp:
        return a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex &&
          this.equalProperties(a, b, kind);
      case kinds.error:
        return this.equalErrors(a, b) && this.equalProperties(a, b, kind);
      case kinds.typedArray:
        return this.equalTypedArrays(a, b);
      case kinds.dataView:
      case kinds.arrayBuffer:
      case kinds.sharedArrayBuffer:
        return this.equalBuffers(a, b) && this.equalProperties(a, b, kind);
      case kinds.set:
        return (this.mode === partial ? a.size >= b.size : a.size === b.size) && this.equalProperties(a, b, kind);
      case kinds.map:
        return (this.mode === partial ? a.size >= b.size : a.size === b.size) && this.equalProperties(a, b, kind);
      case kinds.numberObject:
      case kinds.stringObject:
      case kinds.booleanObject:
      case kinds.bigintObject:
      case kinds.symbolObject:
        return is(primitiveOf(a, kind), primitiveOf(b, kind)) && this.equalProperties(a, b, kind);
      case kinds.weakMap:
      case kinds.weakSet:
      case kinds.promise:
        // Nothing of what they hold can be compared.
        return false;
      default:
        return this.equalProperties(a, b, kind);
    }
  }

  equalArrays(a, b) {
    if (this.mode === partial ? a.length < b.length : a.length !== b.length) return false;
    const keysA = native.ownNonIndexKeys(a, true);
    const keysB = native.ownNonIndexKeys(b, true);
    if (this.mode === loose) {
      const stringsA = keysA.filter((key) => typeof key === 'string');
      const stringsB = keysB.filter((key) => typeof key === 'string');
      return this.equalKeys(a, b, stringsA, stringsB, kinds.array);
    }
    return this.equalKeys(a, b, keysA, keysB, kinds.array);
  }

  equalErrors(a, b) {
    for (const name of errorNames) {
      const ownA = hasOwn(a, name);
      const ownB = hasOwn(b, name);
      if (this.mode === partial) {
        if (name === 'name' && a.name !== b.name) return false;
        // What isn't enumerable isn't compared with the properties.
        if (ownB && !propertyIsEnumerable.call(b, name) && !(ownA && this.equal(a[name], b[name]))) return false;
        continue;
      }
      const shown = propertyIsEnumerable.call(a, name);
      if (shown !== propertyIsEnumerable.call(b, name)) return false;
      if (shown) continue;
      if (name === 'message' || name === 'name') {
        if (a[name] !== b[name]) return false;
      } else if (ownA !== ownB || (ownA && !this.equal(a[name], b[name]))) {
        return false;
      }
    }
    return true;
  }

  equalTypedArrays(a, b) {
    const name = typedArrayName(a);
    if (name !== typedArrayName(b)) return false;
    const isFloat = name.startsWith('Float');
    if (this.mode === partial) {
      if (!findFrom(a, b, isFloat ? is : (x, y) => x === y)) return false;
    } else {
      if (a.length !== b.length) return false;
      if (isFloat && this.mode === loose) {
        for (let i = 0; i < a.length; i++) {
          if (a[i] !== b[i]) return false;
        }
      } else if (!sameBytes(bytesOf(a), bytesOf(b), 0, a.byteLength)) {
        return false;
      }
    }
    const keysA = native.ownNonIndexKeys(a, true);
    const keysB = native.ownNonIndexKeys(b, true);
    return this.equalKeys(a, b, keysA, keysB, kinds.typedArray);
  }

  equalBuffers(a, b) {
    const bytesA = bytesOf(a);
    const bytesB = bytesOf(b);
    if (this.mode === partial) return findFrom(bytesA, bytesB, (x, y) => x === y);
    return bytesA.length === bytesB.length && sameBytes(bytesA, bytesB, 0, bytesA.length);
  }

  equalProperties(a, b, kind) {
    const keysA = keysOf(a);
    const keysB = keysOf(b);
    if (this.mode !== loose) {
      for (const symbol of enumerableSymbols(a)) keysA.push(symbol);
      for (const symbol of enumerableSymbols(b)) keysB.push(symbol);
    }
    return this.equalKeys(a, b, keysA, keysB, kind);
  }

  equalKeys(a, b, keysA, keysB, kind) {
    if (this.mode === partial ? keysA.length < keysB.length : keysA.length !== keysB.length) return false;
    for (let i = 0; i < keysB.length; i++) {
      if (!hasOwn(a, keysB[i]) || (this.mode !== loose && !propertyIsEnumerable.call(a, keysB[i]))) return false;
    }
    // A pair that is being compared already is equal as far as it depends on itself.
    const at = this.left.lastIndexOf(a);
    if (at !== -1) {
      const other = this.right.lastIndexOf(b);
      if (other !== -1) return at === other;
    }
    this.left.push(a);
    this.right.push(b);
    const result = this.equalContents(a, b, keysB, kind);
    this.left.pop();
    this.right.pop();
    return result;
  }

  equalContents(a, b, keys, kind) {
    if (kind === kinds.array) {
      if (!this.equalElements(a, b)) return false;
    } else if (kind === kinds.set) {
      if (!this.equalSets(a, b)) return false;
    } else if (kind === kinds.map) {
      if (!this.equalMaps(a, b)) return false;
    }
    for (let i = 0; i < keys.length; i++) {
      if (!this.equal(a[keys[i]], b[keys[i]])) return false;
    }
    return true;
  }

  equalElements(a, b) {
    if (this.mode === partial) {
      // The expected elements come in this order, others may lie between them.
      let at = 0;
      for (let i = 0; i < b.length; i++) {
        // A hole asks for nothing but the place.
        if (hasOwn(b, i)) {
          while (at < a.length && !(hasOwn(a, at) && this.equal(a[at], b[i]))) at++;
        }
        if (at === a.length) return false;
        at++;
      }
      return true;
    }
    for (let i = 0; i < a.length; i++) {
      // What is there and the same needs no closer look; 0 may be -0, and undefined a hole.
      const value = a[i];
      if (value === b[i] && value !== undefined && value !== 0) continue;
      if (hasOwn(a, i)) {
        if (!hasOwn(b, i) || !this.equal(value, b[i])) return false;
      } else if (hasOwn(b, i)) {
        return false;
      }
    }
    return true;
  }

  /** Takes the first of `candidates` that equals `value` out of them. */
  take(candidates, value, fromActual) {
    for (const candidate of candidates) {
      if (fromActual ? this.equal(candidate, value) : this.equal(value, candidate)) {
        candidates.delete(candidate);
        return true;
      }
    }
    return false;
  }

  equalSets(a, b) {
    // Members of `b` that aren't simply members of `a`, and could equal one structurally.
    const open = [];
    for (const value of b) {
      if (a.has(value)) continue;
      if (!isObject(value) && this.mode !== loose) return false;
      open.push(value);
    }
    if (open.length === 0) return true;
    const candidates = new Set();
    for (const value of a) {
      if (!b.has(value) && (isObject(value) || this.mode === loose)) candidates.add(value);
    }
    for (let i = 0; i < open.length; i++) {
      if (!this.take(candidates, open[i], true)) return false;
    }
    return true;
  }

  equalMaps(a, b) {
    const open = [];
    for (const { 0: key, 1: value } of b) {
      if (a.has(key)) {
        if (this.equal(a.get(key), value)) continue;
        if (this.mode !== loose || isObject(key)) return false;
        open.push([key, value]);
      } else {
        if (!isObject(key) && this.mode !== loose) return false;
        open.push([key, value]);
      }
    }
    if (open.length === 0) return true;
    const candidates = new Set();
    for (const { 0: key, 1: value } of a) {
      if ((isObject(key) || this.mode === loose) && !(b.has(key) && this.equal(value, b.get(key)))) {
        candidates.add([key, value]);
      }
    }
    for (let i = 0; i < open.length; i++) {
      const { 0: key, 1: value } = open[i];
      let found = false;
      for (const candidate of candidates) {
        if (this.equal(candidate[0], key) && this.equal(candidate[1], value)) {
          candidates.delete(candidate);
          found = true;
          break;
        }
      }
      if (!found) return false;
    }
    return true;
  }
}

/** What an object is; of a proxy, what its target is. */
function unwrappedKind(value) {
  let kind = kindOf(value);
  while (kind === kinds.proxy) {
    value = native.proxyDetails(value)[0];
    if (value === null) return kinds.other;
    kind = kindOf(value);
  }
  return kind;
}

/** Whether the elements of `expected` come in this order in `actual`, perhaps with others between them. */
function findFrom(actual, expected, same) {
  let at = 0;
  for (let i = 0; i < expected.length; i++) {
    while (at < actual.length && !same(actual[at], expected[i])) at++;
    if (at === actual.length) return false;
    at++;
  }
  return true;
}

function primitiveOf(box, kind) {
  switch (kind) {
    case kinds.numberObject:
      return Number.prototype.valueOf.call(box);
    case kinds.stringObject:
      return String.prototype.valueOf.call(box);
    case kinds.booleanObject:
      return Boolean.prototype.valueOf.call(box);
    case kinds.bigintObject:
      return BigInt.prototype.valueOf.call(box);
    default:
      return Symbol.prototype.valueOf.call(box);
  }
}

/**
 * `==` for primitives, structure for objects; their classes don't matter.
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {'structural'} [mode] strict but for the classes
 * @returns {boolean}
 */
function isDeepEqual(actual, expected, mode = undefined) {
  return new Comparison(mode === 'structural' ? structural : loose).equal(actual, expected);
}

/**
 * Object.is for primitives, structure and class for objects.
 * @param {unknown} actual
 * @param {unknown} expected
 * @returns {boolean}
 */
function isDeepStrictEqual(actual, expected) {
  return new Comparison(strict).equal(actual, expected);
}

/**
 * Strict equality of what `expected` mentions.
 * @param {unknown} actual
 * @param {unknown} expected
 * @returns {boolean}
 */
function isPartiallyStrictEqual(actual, expected) {
  return new Comparison(partial).equal(actual, expected);
}

module.exports = { isDeepEqual, isDeepStrictEqual, isPartiallyStrictEqual };
