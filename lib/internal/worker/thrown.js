// What a worker throws, on its way to its parent: errors keep their class, stack and properties.
// https://nodejs.org/api/worker_threads.html#event-error
'use strict';

const { isNativeError } = require('internal/util/types');

const native = binding('messaging');
const { getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf } = Object;

const classes = {
  __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError,
};

function tryTo(get) {
  try {
    return get();
  } catch {
    return undefined;
  }
}

/** @returns {boolean} whether the value can be sent as it is */
function sendable(value) {
  try {
    native.clone(value);
    return true;
  } catch {
    return false;
  }
}

function classOf(error) {
  for (let prototype = getPrototypeOf(error); prototype !== null; prototype = getPrototypeOf(prototype)) {
    const name = tryTo(() => getOwnPropertyDescriptor(prototype, 'constructor')?.value?.name);
    if (typeof name === 'string' && classes[name] !== undefined && classes[name].prototype === prototype) return name;
  }
  return 'Error';
}

/**
 * The own properties of an error, and what it inherits of name: [key, value, enumerable, packed], each of which can be
 * sent. What can't is left out.
 */
function propertiesOf(error, seen) {
  const list = [];
  const names = getOwnPropertyNames(error);
  for (const inherited of ['name', 'message', 'stack']) if (!names.includes(inherited)) names.push(inherited);
  for (let i = 0; i < names.length; i++) {
    const key = names[i];
    const value = tryTo(() => error[key]);
    if (typeof value === 'function' || typeof value === 'symbol') continue;
    if (value === undefined && key !== 'cause') continue;
    const own = getOwnPropertyDescriptor(error, key);
    const enumerable = own?.enumerable === true;
    if (isNativeError(value)) {
      if (!seen.has(value)) list.push([key, pack(value, seen), enumerable, true]);
    } else if (sendable(value)) {
      if (own !== undefined || key !== 'name' || value !== classOf(error)) list.push([key, value, enumerable, false]);
    }
  }
  return list;
}

/**
 * @param {any} thrown
 * @param {Set<object>} [seen] errors that are being packed
 * @returns {any[] | undefined} something that can be sent; undefined when nothing can be made of it
 */
function pack(thrown, seen = new Set()) {
  const isError = tryTo(() => isNativeError(thrown) || thrown instanceof Error);
  if (isError) {
    seen.add(thrown);
    const packed = tryTo(() => ['error', classOf(thrown), propertiesOf(thrown, seen)]);
    if (packed !== undefined && sendable(packed)) return packed;
  }
  if (typeof thrown === 'symbol') return ['symbol', thrown.description];
  if (sendable(thrown)) return ['value', thrown];
  const text = tryTo(() => require('internal/util/inspect').inspect(thrown));
  return text === undefined ? undefined : ['value', text];
}

/**
 * @param {any[] | undefined} packed as pack() returned it
 * @returns {any} what was thrown; of what can't be sent, the text that shows it; of a symbol, the registered one of that name
 */
function unpack(packed) {
  if (packed === undefined) {
    const { codes } = require('internal/errors');
    return new codes.ERR_WORKER_UNSERIALIZABLE_ERROR();
  }
  const { 0: kind, 1: first, 2: properties } = packed;
  if (kind === 'value') return first;
  if (kind === 'symbol') return Symbol.for(first);
  const made = Object.setPrototypeOf(new Error(), classes[first].prototype);
  made.stack = undefined;
  for (let i = 0; i < properties.length; i++) {
    const { 0: key, 1: value, 2: enumerable, 3: isPacked } = properties[i];
    Object.defineProperty(made, key, {
      __proto__: null, value: isPacked ? unpack(value) : value, enumerable, writable: true, configurable: true,
    });
  }
  return made;
}

module.exports = { pack, unpack };
