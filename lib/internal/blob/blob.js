// The Blob class. https://w3c.github.io/FileAPI/#blob-section, https://nodejs.org/api/buffer.html#class-blob
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');
const { validateDictionary } = require('internal/validators');
const { isAnyArrayBuffer } = binding('buffer');

const { isView } = ArrayBuffer;
const customInspect = Symbol.for('nodejs.util.inspect.custom');

/** The bytes of a blob in pieces, for other builtins. */
let piecesOf;

/** A blob's bytes as one array. */
function joined(pieces, size) {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < pieces.length; i++) {
    bytes.set(pieces[i], at);
    at += pieces[i].length;
  }
  return bytes;
}

/** The bytes of one element of a constructor's sequence: copied, as it may change later. */
function toPiece(part, native) {
  if (isAnyArrayBuffer(part)) return new Uint8Array(part).slice();
  if (isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength).slice();
  let text = `${part}`;
  if (native) text = text.replace(/\r\n|\r/g, '\n');
  return require('buffer').Buffer.from(text);
}

/** A type in lower case, or '' where it has characters that none has. */
function toType(type) {
  type = `${type}`;
  return /[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase();
}

class Blob {
  #pieces = [];
  #size = 0;
  #type = '';

  /**
   * @param {Iterable<ArrayBuffer | ArrayBufferView | Blob | string>} [sources]
   * @param {{ type?: string, endings?: 'transparent' | 'native' }} [options]
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  constructor(sources = undefined, options = undefined) {
    if (sources !== undefined &&
        (sources === null || typeof sources !== 'object' || typeof sources[Symbol.iterator] !== 'function')) {
      const error = new ERR_INVALID_ARG_TYPE('sources', 'a sequence', sources);
      error.message = 'Value cannot be converted to sequence.';
      throw error;
    }
    validateDictionary(options, 'options');
    const { type = '', endings = 'transparent' } = options ?? {};
    const ending = `${endings}`;
    if (ending !== 'transparent' && ending !== 'native') throw new ERR_INVALID_ARG_VALUE('options.endings', ending);
    if (sources !== undefined) {
      for (const part of sources) {
        if (typeof part === 'object' && part !== null && #pieces in part) {
          for (let i = 0; i < part.#pieces.length; i++) this.#pieces.push(part.#pieces[i]);
          this.#size += part.#size;
        } else {
          const piece = toPiece(part, ending === 'native');
          this.#pieces.push(piece);
          this.#size += piece.length;
        }
      }
    }
    this.#type = toType(type);
  }

  static {
    piecesOf = (blob) => (typeof blob === 'object' && blob !== null && #pieces in blob ? blob.#pieces : undefined);
  }

  /** @returns {string} the media type in lower case */
  get type() {
    checkThis(this);
    return this.#type;
  }

  /** @returns {number} of bytes */
  get size() {
    checkThis(this);
    return this.#size;
  }

  /**
   * A part, which shares the memory.
   * @param {number} [start] from the end where negative
   * @param {number} [end] exclusive, from the end where negative
   * @param {string} [contentType]
   * @returns {Blob}
   */
  slice(start = 0, end = undefined, contentType = '') {
    checkThis(this);
    const size = this.#size;
    const from = clamp(start, size);
    const to = end === undefined ? size : clamp(end, size);
    const part = new Blob([], { type: contentType });
    let at = 0;
    for (let i = 0; i < this.#pieces.length && at < to; i++) {
      const piece = this.#pieces[i];
      const first = from > at ? from - at : 0;
      const last = to - at < piece.length ? to - at : piece.length;
      if (first < last) {
        part.#pieces.push(piece.subarray(first, last));
        part.#size += last - first;
      }
      at += piece.length;
    }
    return part;
  }

  /** @returns {Promise<ArrayBuffer>} a copy of the bytes */
  async arrayBuffer() {
    checkThis(this);
    return joined(this.#pieces, this.#size).buffer;
  }

  /** @returns {Promise<string>} the bytes as UTF-8 */
  async text() {
    checkThis(this);
    return new (require('internal/encoding').TextDecoder)().decode(joined(this.#pieces, this.#size));
  }

  /** @returns {Promise<Uint8Array>} a copy of the bytes */
  async bytes() {
    checkThis(this);
    return joined(this.#pieces, this.#size);
  }

  [customInspect](depth, options, inspect = require('util').inspect) {
    if (typeof depth === 'number' && depth < 0) return '[Blob]';
    const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    return `Blob ${inspect({ size: this.#size, type: this.#type }, inner)}`;
  }
}

function checkThis(value) {
  if (piecesOf(value) === undefined) throw new ERR_INVALID_THIS('Blob');
}

/** A position in a blob, from the end where negative. */
function clamp(value, size) {
  value = Math.trunc(+value) || 0;
  if (value < 0) return Math.max(size + value, 0);
  return value < size ? value : size;
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Blob.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Blob' },
  size: enumerable,
  type: enumerable,
  slice: enumerable,
  arrayBuffer: enumerable,
  text: enumerable,
  bytes: enumerable,
});

module.exports = { Blob, isBlob: (value) => piecesOf(value) !== undefined };
