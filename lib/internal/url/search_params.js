// The URLSearchParams class. https://url.spec.whatwg.org/#interface-urlsearchparams
'use strict';
const { cloneable } = require('internal/cloneable');
const { codes } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { parsePairs, serializePairs } = require('internal/url/form_encoded');

const { defineProperties, defineProperty, getPrototypeOf } = Object;
const { propertyIsEnumerable: isEnumerable } = Object.prototype;
const { ownKeys } = Reflect;
const customInspect = Symbol.for('nodejs.util.inspect.custom');

/** The pairs of an instance; throws for another value. */
let pairsOf;

/** Joins a new instance to a URL, which a change is written to. */
let forUrl;

/** Replaces all pairs by those of a URL's new query. */
let replacePairs;

/** In text up to this length JavaScript finds surrogates faster than a call takes. */
const shortText = 8;

function toText(value) {
  const text = `${value}`;
  const { length } = text;
  if (length > shortText) return text.toWellFormed();
  for (let i = 0; i < length; i++) {
    if ((text.charCodeAt(i) & 0xF800) === 0xD800) return text.toWellFormed();
  }
  return text;
}

function refuseThis(name) {
  return new codes.ERR_INVALID_THIS(name);
}

/** Pairs from what a constructor was given, other than text. */
function pairsFrom(init) {
  const iterate = init[Symbol.iterator];
  if (iterate !== undefined && iterate !== null) {
    if (typeof iterate !== 'function') throw new codes.ERR_ARG_NOT_ITERABLE('Query pairs');
    return pairsFromIterable(init);
  }
  // A record: own enumerable properties.
  const pairs = [];
  const keys = ownKeys(init);
  let changed = false;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (!isEnumerable.call(init, key)) continue;
    const name = toText(key);
    const value = toText(init[key]);
    // Only names that were not well-formed can have become the same; a later one takes the place of an earlier one.
    changed ||= name !== key;
    const at = changed ? indexOfName(pairs, name) : -1;
    if (at === -1) pairs.push(name, value);
    else pairs[at + 1] = value;
  }
  return pairs;
}

/** Where the pair of a name begins; -1 where there is none. */
function indexOfName(pairs, name) {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === name) return i;
  return -1;
}

function pairsFromIterable(init) {
  const pairs = [];
  for (const pair of init) {
    if (pair === null || pair === undefined || typeof pair[Symbol.iterator] !== 'function' ||
        typeof pair === 'string') {
      throw new codes.ERR_INVALID_TUPLE('Each query pair', '[name, value]');
    }
    const count = pairs.length;
    for (const part of pair) pairs.push(toText(part));
    if (pairs.length !== count + 2) throw new codes.ERR_INVALID_TUPLE('Each query pair', '[name, value]');
  }
  return pairs;
}

/** Up to so many pairs are sorted where they are. */
const fewPairs = 50;

/** Each name is moved to before those that are greater; where all are in order, nothing is moved. */
function sortFew(pairs) {
  for (let i = 2; i < pairs.length; i += 2) {
    const name = pairs[i];
    if (pairs[i - 2] <= name) continue;
    const value = pairs[i + 1];
    let at = i;
    do {
      pairs[at] = pairs[at - 2];
      pairs[at + 1] = pairs[at - 1];
      at -= 2;
    } while (at > 0 && pairs[at - 2] > name);
    pairs[at] = name;
    pairs[at + 1] = value;
  }
}

function sortMany(pairs) {
  const order = [];
  for (let i = 0; i < pairs.length; i += 2) order.push([pairs[i], pairs[i + 1]]);
  order.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  for (let i = 0; i < order.length; i++) {
    pairs[2 * i] = order[i][0];
    pairs[2 * i + 1] = order[i][1];
  }
}

class URLSearchParams {
  /** Names and values in turn. */
  #pairs;
  /** @type {URL | undefined} */
  #url = undefined;
  #setQuery = undefined;
  /** What toString last gave, until a change. @type {string | undefined} */
  #text = undefined;

  /** @param {string | Iterable<[string, string]> | Record<string, string> | URLSearchParams} [init] */
  constructor(init = undefined) {
    if (init === undefined) {
      this.#pairs = [];
    } else if (init !== null && (typeof init === 'object' || typeof init === 'function')) {
      this.#pairs = #pairs in init && init[Symbol.iterator] === URLSearchParams.prototype[Symbol.iterator] ?
        init.#pairs.slice() : pairsFrom(init);
    } else {
      const text = toText(init);
      this.#pairs = parsePairs(text.charCodeAt(0) === 63 ? text.slice(1) : text);
    }
  }

  static {
    pairsOf = (params) => {
      if (typeof params !== 'object' || params === null || !(#pairs in params)) throw refuseThis('URLSearchParams');
      return params.#pairs;
    };
    forUrl = (url, search, setQuery) => {
      const params = new URLSearchParams(search);
      params.#url = url;
      params.#setQuery = setQuery;
      return params;
    };
    replacePairs = (params, search) => {
      // The same list, which iterators hold.
      const pairs = params.#pairs;
      pairs.length = 0;
      const parsed = parsePairs(search.slice(1));
      for (let i = 0; i < parsed.length; i++) pairs.push(parsed[i]);
      params.#text = undefined;
    };
  }

  /** Writes a change to the URL. */
  #changed() {
    this.#text = undefined;
    if (this.#url !== undefined) this.#setQuery(this.#url, this.toString());
  }

  get size() {
    return pairsOf(this).length / 2;
  }

  /** Adds a pair at the end. */
  append(name, value) {
    const pairs = pairsOf(this);
    if (arguments.length < 2) throw new codes.ERR_MISSING_ARGS('name', 'value');
    pairs.push(toText(name), toText(value));
    this.#changed();
  }

  /** Removes all pairs of a name, or those with a value too. */
  delete(name, value = undefined) {
    const pairs = pairsOf(this);
    if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS('name');
    name = toText(name);
    if (value !== undefined) value = toText(value);
    let kept = 0;
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name && (value === undefined || pairs[i + 1] === value)) continue;
      pairs[kept] = pairs[i];
      pairs[kept + 1] = pairs[i + 1];
      kept += 2;
    }
    pairs.length = kept;
    this.#changed();
  }

  /** @returns {string | null} the first value of a name */
  get(name) {
    const pairs = pairsOf(this);
    if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS('name');
    name = toText(name);
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name) return pairs[i + 1];
    }
    return null;
  }

  /** @returns {string[]} all values of a name */
  getAll(name) {
    const pairs = pairsOf(this);
    if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS('name');
    name = toText(name);
    const values = [];
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name) values.push(pairs[i + 1]);
    }
    return values;
  }

  /** @returns {boolean} whether there is a pair of a name, and of a value where one is given */
  has(name, value = undefined) {
    const pairs = pairsOf(this);
    if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS('name');
    name = toText(name);
    if (value !== undefined) value = toText(value);
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name && (value === undefined || pairs[i + 1] === value)) return true;
    }
    return false;
  }

  /** Gives a name one value: the first pair takes it, others go. */
  set(name, value) {
    const pairs = pairsOf(this);
    if (arguments.length < 2) throw new codes.ERR_MISSING_ARGS('name', 'value');
    name = toText(name);
    value = toText(value);
    let found = false;
    let kept = 0;
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name && found) continue;
      pairs[kept] = pairs[i];
      pairs[kept + 1] = pairs[i] === name ? value : pairs[i + 1];
      found ||= pairs[i] === name;
      kept += 2;
    }
    pairs.length = kept;
    if (!found) pairs.push(name, value);
    this.#changed();
  }

  /** Sorts pairs by name, in code units; pairs of a name keep their order. */
  sort() {
    const pairs = pairsOf(this);
    if (pairs.length <= fewPairs * 2) sortFew(pairs);
    else sortMany(pairs);
    this.#changed();
  }

  /** @returns {Iterator<[string, string]>} */
  entries() {
    return new PairIterator(pairsOf(this), 'entries');
  }

  /** Calls `callback(value, name, this)` for each pair. */
  forEach(callback, thisArg = undefined) {
    pairsOf(this);
    validateFunction(callback, 'callback');
    for (let i = 0; i < this.#pairs.length; i += 2) {
      callback.call(thisArg, this.#pairs[i + 1], this.#pairs[i], this);
    }
  }

  /** @returns {Iterator<string>} */
  keys() {
    return new PairIterator(pairsOf(this), 'keys');
  }

  /** @returns {Iterator<string>} */
  values() {
    return new PairIterator(pairsOf(this), 'values');
  }

  /** @returns {string} */
  toString() {
    if (typeof this !== 'object' || this === null || !(#pairs in this)) throw refuseThis('URLSearchParams');
    return this.#text ??= serializePairs(this.#pairs);
  }

  [customInspect](depth, options, inspect = require('util').inspect) {
    const pairs = pairsOf(this);
    if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
    const inner = { ...options };
    if (options.depth !== null) inner.depth = depth - 1;
    const shown = [];
    for (let i = 0; i < pairs.length; i += 2) {
      shown.push(`${inspect(pairs[i], inner)} => ${inspect(pairs[i + 1], inner)}`);
    }
    return frame(this.constructor?.name ?? 'URLSearchParams', shown, options);
  }
}

/** `Name { a, b }`, over several lines where one would be too long. */
function frame(name, shown, options) {
  if (shown.length === 0) return `${name} {}`;
  const line = shown.join(', ');
  // Colours don't count.

  const { length } = line.replace(/\u001b\[\d\d?m/g, '');
  return length <= (options.breakLength ?? 80) ? `${name} { ${line} }` : `${name} {\n  ${shown.join(',\n  ')} }`;
}

const iteratorPrototype = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()));

/** What an iterator gives for the pair at a place: a name, a value or both. */
function itemOf(kind, pairs, at) {
  if (kind === 'entries') return [pairs[at], pairs[at + 1]];
  return kind === 'keys' ? pairs[at] : pairs[at + 1];
}

/** Iterates over the pairs as they are at each step. */
class PairIterator {
  /** Those of the URLSearchParams, which stay the same list. */
  #pairs;
  #kind;
  #next = 0;

  constructor(pairs, kind) {
    this.#pairs = pairs;
    this.#kind = kind;
  }

  next() {
    if (typeof this !== 'object' || this === null || !(#pairs in this)) throw refuseThis('URLSearchParamsIterator');
    const pairs = this.#pairs;
    const at = this.#next;
    if (at >= pairs.length) return { value: undefined, done: true };
    this.#next = at + 2;
    return { value: itemOf(this.#kind, pairs, at), done: false };
  }

  [customInspect](depth, options, inspect = require('util').inspect) {
    if (!(#pairs in this)) throw refuseThis('URLSearchParamsIterator');
    if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
    const inner = { ...options };
    if (options.depth !== null) inner.depth = depth - 1;
    const pairs = this.#pairs;
    const shown = [];
    for (let i = this.#next; i < pairs.length; i += 2) shown.push(inspect(itemOf(this.#kind, pairs, i), inner));
    return frame('URLSearchParams Iterator', shown, options);
  }
}

const enumerable = { __proto__: null, enumerable: true };
delete PairIterator.prototype.constructor;
Object.setPrototypeOf(PairIterator.prototype, iteratorPrototype);
defineProperties(PairIterator.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams Iterator' },
  next: enumerable,
});

defineProperties(URLSearchParams.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams' },
  [Symbol.iterator]: {
    __proto__: null, configurable: true, writable: true, value: URLSearchParams.prototype.entries,
  },
  size: enumerable,
  append: enumerable,
  delete: enumerable,
  get: enumerable,
  getAll: enumerable,
  has: enumerable,
  set: enumerable,
  sort: enumerable,
  entries: enumerable,
  forEach: enumerable,
  keys: enumerable,
  values: enumerable,
  toString: enumerable,
  [cloneable]: { __proto__: null, value: false },
});
defineProperty(URLSearchParams, 'length', { __proto__: null, value: 0, configurable: true });

module.exports = { URLSearchParams, forUrl, replacePairs };
