// Blob: bytes that never change. https://nodejs.org/api/buffer.html#class-blob, https://w3c.github.io/FileAPI/#blob-section
//
// A blob is a list of byte arrays that nobody else holds; slices and blobs made of blobs share them.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');
const unprintable = /[^\x20-\x7e]/;
const lineEnd = /\r\n?|\n/g;

function toType(type) {
  const text = `${type}`;
  return unprintable.test(text) ? '' : text.toLowerCase();
}

/** The list of arrays of one element of a Blob's sources; what can change is copied. */
function chunksOf(source, native) {
  if (isBlob(source)) return blobChunks(source);
  if (ArrayBuffer.isView(source)) {
    return [new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()];
  }
  const { isAnyArrayBuffer } = require('internal/util/types');
  if (isAnyArrayBuffer(source)) return [new Uint8Array(source).slice()];
  let text = `${source}`;
  if (native) text = text.replace(lineEnd, '\n');
  return [new TextEncoder().encode(text)];
}

/** The bytes from `start` to `end`, as views of the same arrays. */
function cut(chunks, start, end) {
  const result = [];
  let position = 0;
  for (let i = 0; i < chunks.length && position < end; i++) {
    const chunk = chunks[i];
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, chunk.length);
    if (from < to) result.push(from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to));
    position += chunk.length;
  }
  return result;
}

/** A position as Blob.slice takes it: negative ones count from the end. */
function clamp(position, size) {
  const number = Math.trunc(Number(position)) || 0;
  return number < 0 ? Math.max(size + number, 0) : Math.min(number, size);
}

/** @type {(value: unknown) => boolean} whether `value` is a Blob or a File */
let isBlob;

/** @type {(blob: Blob) => Uint8Array[]} its bytes, not to be changed */
let blobChunks;

class Blob {
  #chunks = [];
  #size = 0;
  #type = '';

  static {
    isBlob = (value) => value !== null && typeof value === 'object' && #chunks in value;
    blobChunks = (blob) => blob.#chunks;
  }

  /**
   * @param {Iterable<ArrayBuffer | ArrayBufferView | Blob | string>} [sources]
   * @param {{ endings?: 'transparent' | 'native', type?: string }} [options] `endings`: what becomes of line ends in strings
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  constructor(sources = [], options = {}) {
    if (sources === null || typeof sources !== 'object' || typeof sources[Symbol.iterator] !== 'function') {
      const error = new ERR_INVALID_ARG_TYPE('sources', 'a sequence', sources);
      error.message = 'Value cannot be converted to sequence.';
      throw error;
    }
    if (options !== null && options !== undefined && typeof options !== 'object' && typeof options !== 'function') {
      throw new ERR_INVALID_ARG_TYPE('options', 'a dictionary', options);
    }
    const type = options?.type ?? '';
    const endings = options?.endings ?? 'transparent';
    if (endings !== 'transparent' && endings !== 'native') {
      throw new ERR_INVALID_ARG_VALUE('options.endings', endings);
    }
    for (const source of sources) {
      const chunks = chunksOf(source, endings === 'native');
      for (let i = 0; i < chunks.length; i++) this.#append(chunks[i]);
    }
    this.#type = toType(type);
  }

  #append(chunk) {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** @type {string} in lower case; '' when none was given */
  get type() {
    check(this);
    return this.#type;
  }

  /** @type {number} in bytes */
  get size() {
    check(this);
    return this.#size;
  }

  /**
   * @param {number} [start] from the end when negative
   * @param {number} [end] exclusive; from the end when negative
   * @param {string} [type]
   * @returns {Blob} a part, which shares the bytes
   */
  slice(start = 0, end = undefined, type = '') {
    check(this);
    const from = clamp(start, this.#size);
    const to = end === undefined ? this.#size : clamp(end, this.#size);
    const part = new Blob();
    const chunks = cut(this.#chunks, from, to);
    for (let i = 0; i < chunks.length; i++) part.#append(chunks[i]);
    part.#type = toType(type);
    return part;
  }

  /** @returns {Promise<ArrayBuffer>} a copy of the bytes */
  async arrayBuffer() {
    check(this);
    return this.#copy().buffer;
  }

  /** @returns {Promise<string>} the bytes, read as UTF-8 */
  async text() {
    check(this);
    return new TextDecoder().decode(this.#copy());
  }

  /** @returns {Promise<Uint8Array>} a copy of the bytes */
  async bytes() {
    check(this);
    return this.#copy();
  }

  #copy() {
    const bytes = new Uint8Array(this.#size);
    let position = 0;
    for (let i = 0; i < this.#chunks.length; i++) {
      bytes.set(this.#chunks[i], position);
      position += this.#chunks[i].length;
    }
    return bytes;
  }

  [inspectCustom](depth, options) {
    if (depth < 0) return '[Blob]';
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    return `Blob ${inspect({ size: this.size, type: this.type }, inner)}`;
  }
}

function check(value) {
  if (!isBlob(value)) throw new ERR_INVALID_THIS('Blob');
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Blob.prototype, {
  type: enumerable,
  size: enumerable,
  slice: enumerable,
  arrayBuffer: enumerable,
  text: enumerable,
  bytes: enumerable,
  [inspectCustom]: { __proto__: null, enumerable: false },
  [Symbol.toStringTag]: { __proto__: null, value: 'Blob', configurable: true },
});

module.exports = { Blob, isBlob, chunksOf: blobChunks };
