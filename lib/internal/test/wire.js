// How the process of a test file tells its runner of events: frames among what it writes to stdout.
//
// A frame is a mark, the length of its text in bytes (four of them, the most significant first), and the event as JSON in which
// what JSON lacks is an object with the key "$".
'use strict';
const { Buffer } = require('buffer');

const mark = Buffer.from([0xff, 0x00, 0x45, 0x44, 0x44, 0x59, 0x54, 0xfe]);
const headLength = mark.length + 4;

const errorClasses = {
  __proto__: null, AggregateError, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError,
};

class Encoder {
  #seen = new Map();

  encode(value) {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
      case 'undefined':
        return { $: 'undefined' };
      case 'bigint':
        return { $: 'bigint', value: String(value) };
      case 'symbol':
        return { $: 'symbol', value: value.description };
      case 'function':
        return { $: 'function', value: value.name };
    }
    if (value === null) return null;
    const known = this.#seen.get(value);
    if (known !== undefined) return { $: 'again', value: known };
    this.#seen.set(value, this.#seen.size);
    return this.#encodeObject(value);
  }

  #encodeObject(value) {
    if (Array.isArray(value)) return { $: 'array', value: Array.from(value, (item) => this.encode(item)) };
    const { isDate, isMap, isNativeError, isRegExp, isSet, isTypedArray, isArrayBuffer } = require('internal/util/types');
    if (isDate(value)) return { $: 'date', value: value.getTime() };
    if (isRegExp(value)) return { $: 'regexp', source: value.source, flags: value.flags };
    if (isMap(value)) {
      return { $: 'map', value: Array.from(value, ({ 0: key, 1: item }) => [this.encode(key), this.encode(item)]) };
    }
    if (isSet(value)) return { $: 'set', value: Array.from(value, (item) => this.encode(item)) };
    if (isNativeError(value) || value instanceof Error) return this.#encodeError(value);
    if (isTypedArray(value)) {
      return {
        $: 'typed', name: value[Symbol.toStringTag],
        value: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
      };
    }
    if (isArrayBuffer(value)) return { $: 'buffer', value: Buffer.from(value).toString('base64') };
    return { $: Object.getPrototypeOf(value) === null ? 'bare' : 'object', value: this.#encodeProperties(value, undefined) };
  }

  #encodeProperties(value, skipped) {
    const pairs = [];
    for (const name of Object.keys(value)) {
      if (skipped?.includes(name)) continue;
      let item;
      try {
        item = value[name];
      } catch {
        continue;
      }
      pairs.push([name, this.encode(item)]);
    }
    return pairs;
  }

  #encodeError(error) {
    const hidden = {};
    for (const name of ['message', 'stack', 'name', 'cause', 'errors']) {
      let item;
      try {
        item = error[name];
      } catch {
        continue;
      }
      if (item === undefined && !Object.hasOwn(error, name)) continue;
      if (name === 'name' && !Object.hasOwn(error, 'name') && errorClasses[item] !== undefined) continue;
      hidden[name] = this.encode(item);
    }
    let kind = 'Error';
    for (let at = error; at !== null; at = Object.getPrototypeOf(at)) {
      const name = Object.hasOwn(at, 'constructor') ? at.constructor?.name : undefined;
      if (errorClasses[name] !== undefined) {
        kind = name;
        break;
      }
    }
    const shown = ['message', 'stack', 'name', 'cause', 'errors'].filter((name) => Object.prototype.propertyIsEnumerable.call(error, name));
    return { $: 'error', kind, hidden, shown, value: this.#encodeProperties(error, ['message', 'stack', 'name', 'cause', 'errors']) };
  }
}

class Decoder {
  #seen = [];

  decode(value) {
    if (value === null || typeof value !== 'object') return value;
    switch (value.$) {
      case 'number': return Number(value.value);
      case 'undefined': return undefined;
      case 'bigint': return BigInt(value.value);
      case 'symbol': return Symbol(value.value);
      case 'function': return Object.defineProperty(() => {}, 'name', { __proto__: null, value: value.value, configurable: true });
      case 'again': return this.#seen[value.value];
      case 'array': {
        const list = this.#note([]);
        for (const item of value.value) list.push(this.decode(item));
        return list;
      }
      case 'date': return this.#note(new Date(value.value));
      case 'regexp': return this.#note(new RegExp(value.source, value.flags));
      case 'map': {
        const map = this.#note(new Map());
        for (const { 0: key, 1: item } of value.value) map.set(this.decode(key), this.decode(item));
        return map;
      }
      case 'set': {
        const set = this.#note(new Set());
        for (const item of value.value) set.add(this.decode(item));
        return set;
      }
      case 'typed': {
        const bytes = Buffer.from(value.value, 'base64');
        const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
        return this.#note(new globalThis[value.name](copy));
      }
      case 'buffer': {
        const bytes = Buffer.from(value.value, 'base64');
        return this.#note(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      }
      case 'error': return this.#decodeError(value);
      default: return this.#properties(this.#note(value.$ === 'bare' ? { __proto__: null } : {}), value.value);
    }
  }

  #note(object) {
    this.#seen.push(object);
    return object;
  }

  #properties(object, pairs) {
    for (const { 0: name, 1: item } of pairs) {
      Object.defineProperty(object, name, {
        __proto__: null, value: this.decode(item), writable: true, enumerable: true, configurable: true,
      });
    }
    return object;
  }

  #decodeError({ kind, hidden, shown, value }) {
    const Class = errorClasses[kind];
    const error = this.#note(kind === 'AggregateError' ? new Class([]) : new Class());
    for (const name of Object.keys(hidden)) {
      Object.defineProperty(error, name, {
        __proto__: null, value: this.decode(hidden[name]), writable: true, enumerable: shown.includes(name), configurable: true,
      });
    }
    return this.#properties(error, value);
  }
}

/**
 * @param {{ type: string, data: object }} event
 * @returns {Buffer} its frame
 */
function encode(event) {
  const text = Buffer.from(JSON.stringify(new Encoder().encode(event)));
  const head = Buffer.alloc(headLength);
  mark.copy(head);
  head.writeUInt32BE(text.length, mark.length);
  return Buffer.concat([head, text]);
}

const totals = /^(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

/** Whether it is about the file as a whole, of which the runner reports itself. */
function isTotal({ type, data }) {
  if (data === undefined || data.nesting !== 0 || data.line !== 1 || data.column !== 1) return false;
  return type === 'test:plan' || (type === 'test:diagnostic' && totals.test(data.message));
}

/**
 * Writes a stream's events to stdout.
 * @param {import('internal/test/stream').TestsStream} stream
 */
function attach(stream) {
  const { stdout } = require('process');
  stream.on('data', (event) => {
    if (!isTotal(event)) stdout.write(encode(event));
  });
}

/** Takes the bytes of a stdout apart: events, and what the file's program has written. */
class Reader {
  #rest = Buffer.alloc(0);
  #onEvent;
  #onText;

  /**
   * @param {(event: { type: string, data: object }) => void} onEvent
   * @param {(bytes: Buffer) => void} onText
   */
  constructor(onEvent, onText) {
    this.#onEvent = onEvent;
    this.#onText = onText;
  }

  /** @param {Buffer} bytes */
  push(bytes) {
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (rest.length > 0) {
      const at = rest.indexOf(mark);
      if (at === -1) {
        // The end may be the beginning of a mark.
        const partial = rest.lastIndexOf(mark[0]);
        const isPartial = partial !== -1 && rest.length - partial < mark.length &&
          rest.subarray(partial).equals(mark.subarray(0, rest.length - partial));
        const end = isPartial ? partial : rest.length;
        if (end > 0) this.#onText(rest.subarray(0, end));
        rest = rest.subarray(end);
        break;
      }
      if (at > 0) this.#onText(rest.subarray(0, at));
      rest = rest.subarray(at);
      if (rest.length < headLength) break;
      const length = rest.readUInt32BE(mark.length);
      if (rest.length < headLength + length) break;
      this.#onEvent(new Decoder().decode(JSON.parse(rest.toString('utf8', headLength, headLength + length))));
      rest = rest.subarray(headLength + length);
    }
    this.#rest = rest;
  }

  /** The stream has ended: what is no frame is text. */
  end() {
    if (this.#rest.length > 0) this.#onText(this.#rest);
    this.#rest = Buffer.alloc(0);
  }
}

module.exports = { attach, encode, Reader };
