// Structural equality: loose, strict, and strict on what the expected value mentions.
// https://nodejs.org/api/assert.html#assertdeepstrictequalactual-expected-message
'use strict';
const native = binding('util');
const { ownKeys } = Reflect;
const { commonKind } = binding('types');
const brands = require('internal/crypto/brands');
const { isOrdinaryArray, hasNoNames, isOrdinaryTypedArray, kinds, typedArrayName } = require('internal/util/kinds');

const { getOwnPropertySymbols, getPrototypeOf, hasOwn, is, keys: keysOf, prototype: objectPrototype } = Object;
const { toStringTag } = Symbol;
const { isArray } = Array;

const loose = 0;
const strict = 1;
/** Strict, but whatever the expected value doesn't mention may be there. */
const partial = 2;
/** Strict, but of whatever class. */
const structural = 3;

const isEnumerable = Function.prototype.call.bind(objectPrototype.propertyIsEnumerable);
const timeOf = Function.prototype.call.bind(Date.prototype.getTime);

// What commonKind answers; src/bindings/types.cc.
const kindMask = 0xff;
const noCommonKind = 0xff;
const sameHiddenClass = 0x100;

const none = Object.freeze([]);

/** A pair of objects under comparison, and the pairs that they are part of: objects may refer to themselves. */
class Pair {
  constructor(a, b, outer) {
    this.a = a;
    this.b = b;
    this.outer = outer;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function enumerableSymbols(object) {
  const symbols = getOwnPropertySymbols(object);
  return symbols.length === 0 ? none : symbols.filter((symbol) => isEnumerable(object, symbol));
}

/** Whether a primitive is equal in the loose sense: `==`, and NaN equals itself. */
function looselySame(a, b) {
  // eslint-disable-next-line eqeqeq
  return a == b || (a !== a && b !== b);
}

/** Whether two objects are instances of the same class; of another realm's, only by the same prototype. */
function sameClass(a, b) {
  // As long as neither has a property of that name itself, this tells without a look at the prototypes.
  if (!hasOwn(a, 'constructor') && !hasOwn(b, 'constructor')) {
    const { constructor } = a;
    if (constructor !== undefined && constructor === b.constructor) return true;
  }
  const prototypeA = getPrototypeOf(a);
  const prototypeB = getPrototypeOf(b);
  if (prototypeA === prototypeB) return true;
  if (prototypeA === null || prototypeB === null) return false;
  return prototypeA.constructor === prototypeB.constructor && prototypeA.constructor !== undefined;
}

/**
 * @param {unknown} a
 * @param {unknown} b
 * @param {number} mode
 * @param {Pair | undefined} outer
 * @returns {boolean}
 */
function equal(a, b, mode, outer) {
  if (a === b) return a !== 0 || mode === loose || is(a, b);
  if (typeof a !== 'object' || a === null) {
    if (mode !== loose) return typeof a === 'number' && a !== a && b !== b;
    return !isObject(b) && typeof a !== 'function' && looselySame(a, b);
  }
  if (typeof b !== 'object' || b === null) return false;
  // Most pairs were made by the same code: then they have the same prototype and are of the same kind.
  const common = commonKind(a, b);
  const alike = (common & sameHiddenClass) !== 0;
  const kind = common & kindMask;
  if (mode === strict && !alike && !sameClass(a, b)) return false;
  const tag = a[toStringTag];
  if (tag !== b[toStringTag]) return false;
  if (kind === kinds.array) return equalArrays(a, b, mode, outer, alike);
  if (kind === kinds.other || kind === noCommonKind) {
    // Of proxies arrays can be told all the same.
    if (isArray(a)) return isArray(b) && equalArrays(a, b, mode, outer, alike);
    if (kind === noCommonKind || isArray(b)) return false;
    // What is known by slots and private fields has a tag.
    if (tag !== undefined && !equalInside(a, b, tag)) return false;
    if (a instanceof Error && !equalErrors(a, b, mode, outer)) return false;
    return equalProperties(a, b, mode, outer, kind, alike);
  }
  return equalOfKind(a, b, mode, outer, kind, alike);
}

/** URLs keep their parts in internal slots (the href has them all), keys what they are in private fields. */
function equalInside(a, b, tag) {
  if (tag === 'URL' && a.href !== b.href) return false;
  if (brands.isKeyObject(a)) return brands.isKeyObject(b) && brands.equalKeyObjects(a, b);
  if (brands.isCryptoKey(a)) return brands.isCryptoKey(b) && brands.equalCryptoKeys(a, b);
  return true;
}

function equalOfKind(a, b, mode, outer, kind, alike) {
  switch (kind) {
    case kinds.date: {
      const timeA = timeOf(a);
      const timeB = timeOf(b);
      if (timeA !== timeB && (timeA === timeA || timeB === timeB)) return false;
      break;
    }
    case kinds.regExp:
      if (a.source !== b.source || a.flags !== b.flags || a.lastIndex !== b.lastIndex) return false;
      break;
    case kinds.error:
      if (!equalErrors(a, b, mode, outer)) return false;
      break;
    case kinds.typedArray:
      return equalTypedArrays(a, b, mode, outer, alike);
    case kinds.dataView:
    case kinds.arrayBuffer:
    case kinds.sharedArrayBuffer:
      if (!equalBytes(a, b, mode)) return false;
      break;
    case kinds.set:
    case kinds.map:
      if (mode === partial ? a.size < b.size : a.size !== b.size) return false;
      break;
    case kinds.numberObject:
    case kinds.stringObject:
    case kinds.booleanObject:
    case kinds.bigintObject:
    case kinds.symbolObject:
      if (!is(primitiveOf(a, kind), primitiveOf(b, kind))) return false;
      break;
    case kinds.weakMap:
    case kinds.weakSet:
    case kinds.promise:
      // Nothing of what they hold can be compared.
      return false;
    default:
  }
  return equalProperties(a, b, mode, outer, kind, alike);
}

function equalArrays(a, b, mode, outer, alike) {
  if (mode === partial ? a.length < b.length : a.length !== b.length) return false;
  if (isOrdinaryArray(b) && (alike || isOrdinaryArray(a))) return equalContents(a, b, mode, outer, kinds.array, none, false);
  const keysB = ownExtraKeys(b, mode);
  if (!hasSameKeys(a, keysB, mode === partial ? undefined : ownExtraKeys(a, mode))) return false;
  return equalContents(a, b, mode, outer, kinds.array, keysB, false);
}

const errorNames = ['message', 'name', 'cause', 'errors'];

function equalErrors(a, b, mode, outer) {
  for (let i = 0; i < errorNames.length; i++) {
    const name = errorNames[i];
    const ownA = hasOwn(a, name);
    const ownB = hasOwn(b, name);
    if (mode === partial) {
      if (name === 'name' && a.name !== b.name) return false;
      // What isn't enumerable isn't compared with the properties; an empty message asks for nothing.
      if (ownB && !(name === 'message' && b.message === '') && !isEnumerable(b, name) && !(ownA && equal(a[name], b[name], mode, outer))) return false;
      continue;
    }
    const shown = ownA && isEnumerable(a, name);
    if (shown !== (ownB && isEnumerable(b, name))) return false;
    if (shown) continue;
    if (name === 'message' || name === 'name') {
      if (a[name] !== b[name]) return false;
    } else if (ownA !== ownB || (ownA && !equal(a[name], b[name], mode, outer))) {
      return false;
    }
  }
  return true;
}

function bytesOf(view) {
  return ArrayBuffer.isView(view) ?
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : new Uint8Array(view);
}

/** Buffers and views of them, byte by byte. */
function equalBytes(a, b, mode) {
  if (mode === partial) return findFrom(bytesOf(a), bytesOf(b), (x, y) => x === y);
  return a.byteLength === b.byteLength && native.equalBytes(bytesOf(a), bytesOf(b));
}

function equalTypedArrays(a, b, mode, outer, alike) {
  const name = typedArrayName(a);
  if (name !== typedArrayName(b)) return false;
  const isFloat = name.startsWith('Float');
  if (mode === partial) {
    if (!findFrom(a, b, isFloat ? is : (x, y) => x === y)) return false;
  } else {
    if (a.length !== b.length) return false;
    if (isFloat && mode === loose) {
      for (let i = 0; i < a.length; i++) {
        if (a[i] !== b[i]) return false;
      }
    } else if (!native.equalBytes(a, b)) {
      return false;
    }
  }
  if (isOrdinaryTypedArray(b) && (alike || isOrdinaryTypedArray(a))) return true;
  const keysB = ownExtraKeys(b, mode);
  if (!hasSameKeys(a, keysB, mode === partial ? undefined : ownExtraKeys(a, mode))) return false;
  return equalContents(a, b, mode, outer, kinds.typedArray, keysB, false);
}

function ownExtraKeys(array, mode) {
  const keys = native.ownNonIndexKeys(array, true);
  return mode === loose && keys.length > 0 ? keys.filter((key) => typeof key === 'string') : keys;
}

/** Whether `a` has the keys of `b`, and, unless `keysA` is left out, no others. */
function hasSameKeys(a, keysB, keysA) {
  if (keysA !== undefined && keysA.length !== keysB.length) return false;
  for (let i = 0; i < keysB.length; i++) {
    // Most often they come in the same order.
    if (keysA !== undefined && keysA[i] === keysB[i]) continue;
    if (!isEnumerable(a, keysB[i])) return false;
  }
  return true;
}

/** Whether `a` has the keys of `b`: most often in the same order, with others between them. */
function mentionsKeys(a, keysB) {
  if (keysB.length === 0) return true;
  const keysA = keysOf(a);
  let at = 0;
  for (let i = 0; i < keysB.length; i++) {
    const from = at;
    while (at < keysA.length && keysA[at] !== keysB[i]) at++;
    if (at < keysA.length) {
      at++;
    } else {
      if (!isEnumerable(a, keysB[i])) return false;
      at = from;
    }
  }
  return true;
}

function equalProperties(a, b, mode, outer, kind, alike) {
  const keysB = keysOf(b);
  if (mode === partial ? !mentionsKeys(a, keysB) : !hasSameKeys(a, keysB, keysOf(a))) return false;
  const mayHaveSymbols = mode !== loose && !(hasNoNames(b, kind) && (alike || hasNoNames(a, kind)));
  return equalContents(a, b, mode, outer, kind, keysB, mayHaveSymbols);
}

function equalContents(a, b, mode, outer, kind, keys, mayHaveSymbols) {
  // An object that is part of itself: equal when it comes again at the same place of the other.
  for (let pair = outer; pair !== undefined; pair = pair.outer) {
    if (pair.a === a || pair.b === b) return pair.a === a && pair.b === b;
  }
  let pair;
  if (kind === kinds.array) {
    pair = new Pair(a, b, outer);
    if (!(mode === partial ? mentionsElements(a, b, pair) : equalElements(a, b, mode, pair))) return false;
  } else if (kind === kinds.set) {
    pair = new Pair(a, b, outer);
    if (!equalSets(a, b, mode, pair)) return false;
  } else if (kind === kinds.map) {
    pair = new Pair(a, b, outer);
    if (!equalMaps(a, b, mode, pair)) return false;
  }
  for (let i = 0; i < keys.length; i++) {
    const valueA = a[keys[i]];
    const valueB = b[keys[i]];
    if (valueA === valueB && valueA !== 0) continue;
    if (typeof valueA === 'object') pair ??= new Pair(a, b, outer);
    if (!equal(valueA, valueB, mode, pair)) return false;
  }
  return !mayHaveSymbols || equalSymbols(a, b, mode, outer, pair);
}

function equalSymbols(a, b, mode, outer, pair) {
  const symbols = enumerableSymbols(b);
  if (mode !== partial) {
    if (!hasSameKeys(a, symbols, enumerableSymbols(a))) return false;
  } else if (symbols.length > 0 && !hasSameKeys(a, symbols, undefined)) {
    return false;
  }
  for (let i = 0; i < symbols.length; i++) {
    pair ??= new Pair(a, b, outer);
    if (!equal(a[symbols[i]], b[symbols[i]], mode, pair)) return false;
  }
  return true;
}

function equalElements(a, b, mode, outer) {
  for (let i = 0; i < a.length; i++) {
    // What is there and the same needs no closer look; 0 may be -0, and undefined a hole.
    const value = a[i];
    if (value === b[i] && value !== undefined && value !== 0) continue;
    if (hasOwn(a, i)) {
      if (!hasOwn(b, i) || !equal(value, b[i], mode, outer)) return false;
    } else if (hasOwn(b, i)) {
      return false;
    }
  }
  return true;
}

/** Whether the expected elements come in their order; others may lie between them, and holes ask for nothing. */
function mentionsElements(a, b, outer) {
  let at = 0;
  for (let i = 0; i < b.length; i++) {
    const expected = b[i];
    if (expected === undefined && !hasOwn(b, i)) return mentionsAmongHoles(a, b, at, i, outer);
    for (; at < a.length; at++) {
      const value = a[at];
      if (value === undefined && !hasOwn(a, at)) return mentionsAmongHoles(a, b, at, i, outer);
      if (equal(value, expected, partial, outer)) break;
    }
    if (at === a.length) return false;
    at++;
  }
  return true;
}

/** The same from two indices on, where there are holes: they may be many more than the elements. */
function mentionsAmongHoles(a, b, startA, startB, outer) {
  const indices = indicesFrom(a, startA);
  let at = 0;
  for (const i of indicesFrom(b, startB)) {
    while (at < indices.length && !equal(a[indices[at]], b[i], partial, outer)) at++;
    if (at === indices.length) return false;
    at++;
  }
  return true;
}

/** The indices of the elements that an array has, from one on. */
function indicesFrom(array, start) {
  const indices = [];
  const keys = ownKeys(array);
  // Indices come first, in their order.
  for (let i = 0; i < keys.length; i++) {
    const index = typeof keys[i] === 'string' ? +keys[i] >>> 0 : 0;
    if (`${index}` !== keys[i] || index >= array.length) break;
    if (index >= start) indices.push(index);
  }
  return indices;
}

/** Takes the first of `candidates` that equals `value` out of them. */
function take(candidates, value, mode, outer) {
  for (let i = 0; i < candidates.length; i++) {
    if (equal(candidates[i], value, mode, outer)) {
      candidates.splice(i, 1);
      return true;
    }
  }
  return false;
}

function equalSets(a, b, mode, outer) {
  // Members of `b` that aren't simply members of `a`, and could equal one structurally.
  let open;
  for (const value of b) {
    if (a.has(value)) continue;
    if (!isObject(value) && mode !== loose) return false;
    open ??= [];
    open.push(value);
  }
  if (open === undefined) return true;
  const candidates = [];
  for (const value of a) {
    if ((isObject(value) || mode === loose) && !b.has(value)) candidates.push(value);
  }
  if (open.length === 1 && candidates.length === 1) return equal(candidates[0], open[0], mode, outer);
  for (let i = 0; i < open.length; i++) {
    if (!take(candidates, open[i], mode, outer)) return false;
  }
  return true;
}

function equalMaps(a, b, mode, outer) {
  let open;
  for (const { 0: key, 1: value } of b) {
    if (a.has(key)) {
      if (equal(a.get(key), value, mode, outer)) continue;
      if (mode !== loose || isObject(key)) return false;
    } else if (!isObject(key) && mode !== loose) {
      return false;
    }
    open ??= [];
    open.push([key, value]);
  }
  if (open === undefined) return true;
  const candidates = new Set();
  for (const { 0: key, 1: value } of a) {
    if ((isObject(key) || mode === loose) && !(b.has(key) && equal(value, b.get(key), mode, outer))) {
      candidates.add([key, value]);
    }
  }
  for (let i = 0; i < open.length; i++) {
    if (!takeEntry(candidates, open[i], mode, outer)) return false;
  }
  return true;
}

function takeEntry(candidates, { 0: key, 1: value }, mode, outer) {
  for (const candidate of candidates) {
    if (equal(candidate[0], key, mode, outer) && equal(candidate[1], value, mode, outer)) {
      candidates.delete(candidate);
      return true;
    }
  }
  return false;
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
  return equal(actual, expected, mode === 'structural' ? structural : loose, undefined);
}

/**
 * Object.is for primitives, structure and class for objects.
 * @param {unknown} actual
 * @param {unknown} expected
 * @returns {boolean}
 */
function isDeepStrictEqual(actual, expected) {
  return equal(actual, expected, strict, undefined);
}

/**
 * Strict equality of what `expected` mentions.
 * @param {unknown} actual
 * @param {unknown} expected
 * @returns {boolean}
 */
function isPartiallyStrictEqual(actual, expected) {
  return equal(actual, expected, partial, undefined);
}

module.exports = { isDeepEqual, isDeepStrictEqual, isPartiallyStrictEqual };
