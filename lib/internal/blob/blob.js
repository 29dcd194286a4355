// The Blob class. https://w3c.github.io/FileAPI/#blob-section, https://nodejs.org/api/buffer.html#class-blob
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS } } = require('internal/errors');
const { validateDictionary } = require('internal/validators');
const { cloneable } = require('internal/cloneable');
const { isAnyArrayBuffer } = binding('buffer');
const { encode } = binding('encoding');

const { isView } = ArrayBuffer;
const customInspect = Symbol.for('nodejs.util.inspect.custom');

/** How much of a file a stream reads at once, in bytes. */
const readSize = 65536;

/** The bytes of a blob in pieces, for other builtins; undefined for what is no blob. */
let piecesOf;

/**
 * Makes a blob of pieces that are shared with it.
 * @type {(pieces: (Uint8Array | FilePart)[], size: number, type: string) => Blob}
 */
let blobOf;

/** A blob's bytes as one array of its own. */
async function joined(pieces, size) {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i];
    bytes.set(isView(piece) ? piece : await piece.read(0, piece.length), at);
    at += piece.length;
  }
  return bytes;
}

/** One element of a constructor's sequence: a blob, text, or a copy of bytes, which may change later. */
function toElement(part, index) {
  if (isAnyArrayBuffer(part)) return new Uint8Array(part).slice();
  if (isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength).slice();
  if (piecesOf(part) !== undefined) return part;
  if (typeof part === 'symbol') {
    const error = new ERR_INVALID_ARG_TYPE('sources', 'a sequence', part);
    error.message = `Value[${index}] is a Symbol and cannot be converted to a string.`;
    throw error;
  }
  return `${part}`;
}

/** A type in lower case, or '' where it has characters that none has. */
function toType(type) {
  type = `${type}`;
  return /[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase();
}

/** Hands out a blob's bytes piece by piece; those of files in steps. https://w3c.github.io/FileAPI/#blob-get-stream */
class PieceSource {
  #pieces;
  #index = 0;
  #at = 0;

  constructor(pieces) {
    this.#pieces = pieces;
  }

  get type() {
    return 'bytes';
  }

  /** What is in memory is given at once; the promise is of what is read from a file. */
  pull(controller) {
    this.#skip();
    if (this.#index === this.#pieces.length) {
      end(controller);
      return undefined;
    }
    const piece = this.#pieces[this.#index];
    if (!isView(piece)) return this.#pullFile(controller, piece);
    const request = controller.byobRequest;
    const to = request === null ? piece.length : Math.min(this.#at + request.view.byteLength, piece.length);
    this.#give(controller, request, request === null ? copyOf(piece, this.#at) : piece.subarray(this.#at, to), to);
    return undefined;
  }

  async #pullFile(controller, piece) {
    const request = controller.byobRequest;
    const to = Math.min(this.#at + (request === null ? readSize : request.view.byteLength), piece.length);
    this.#give(controller, request, await piece.read(this.#at, to), to);
  }

  /** Goes past pieces that have been given. */
  #skip() {
    while (this.#index < this.#pieces.length && this.#at === this.#pieces[this.#index].length) {
      this.#index++;
      this.#at = 0;
    }
  }

  #give(controller, request, bytes, to) {
    this.#at = to;
    this.#skip();
    if (request === null) {
      controller.enqueue(bytes);
    } else {
      const { buffer, byteOffset } = request.view;
      new Uint8Array(buffer, byteOffset, bytes.length).set(bytes);
      request.respond(bytes.length);
    }
    // Whoever reads to the end is told of it with the last bytes.
    if (this.#index === this.#pieces.length) end(controller);
  }
}

function end(controller) {
  controller.close();
  // A reader that brings its own buffer gets it back.
  controller.byobRequest?.respond(0);
}

/** A copy of what of `piece` begins at `from`, with memory of its own. */
function copyOf(piece, from) {
  return from === 0 ? new Uint8Array(piece) : new Uint8Array(piece.subarray(from));
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
    const isSequence = typeof sources === 'object' && sources !== null;
    const method = isSequence ? sources[Symbol.iterator] : undefined;
    if (sources !== undefined && typeof method !== 'function') {
      const error = new ERR_INVALID_ARG_TYPE('sources', 'a sequence', sources);
      error.message = 'Value cannot be converted to sequence.';
      throw error;
    }
    const elements = [];
    if (sources !== undefined) {
      const iterator = Reflect.apply(method, sources, []);
      const iterable = { [Symbol.iterator]: () => iterator };
      for (const part of iterable) elements.push(toElement(part, elements.length));
    }
    validateDictionary(options, 'options');
    const { endings = 'transparent', type = '' } = options ?? {};
    const ending = `${endings}`;
    if (ending !== 'transparent' && ending !== 'native') throw new ERR_INVALID_ARG_VALUE('options.endings', ending);
    this.#type = toType(type);
    for (let i = 0; i < elements.length; i++) this.#append(elements[i], ending === 'native');
  }

  static {
    piecesOf = (blob) => (typeof blob === 'object' && blob !== null && #pieces in blob ? blob.#pieces : undefined);
    blobOf = (pieces, size, type) => {
      const blob = new Blob([], { type });
      blob.#pieces = pieces;
      blob.#size = size;
      return blob;
    };
  }

  #append(element, native) {
    if (typeof element === 'string') {
      const text = native ? element.replace(/\r\n|\r/g, '\n') : element;
      element = encode(text);
    } else if (!isView(element)) {
      for (let i = 0; i < element.#pieces.length; i++) this.#pieces.push(element.#pieces[i]);
      this.#size += element.#size;
      return;
    }
    this.#pieces.push(element);
    this.#size += element.length;
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
    return (await joined(this.#pieces, this.#size)).buffer;
  }

  /** @returns {Promise<string>} the bytes as UTF-8 */
  async text() {
    checkThis(this);
    const pieces = this.#pieces;
    const bytes = pieces.length === 1 && isView(pieces[0]) ? pieces[0] : await joined(pieces, this.#size);
    return new (require('internal/encoding').TextDecoder)().decode(bytes);
  }

  /** @returns {Promise<Uint8Array>} a copy of the bytes */
  async bytes() {
    checkThis(this);
    return joined(this.#pieces, this.#size);
  }

  /** @returns {ReadableStream<Uint8Array>} of bytes; fails with NotReadableError where a file is not what it was */
  stream() {
    checkThis(this);
    const { ReadableStream } = require('stream/web');
    return new ReadableStream(new PieceSource(this.#pieces), { highWaterMark: 0 });
  }

  /** @returns {ReadableStream<string>} the bytes as UTF-8 */
  textStream() {
    checkThis(this);
    const { TextDecoderStream } = require('stream/web');
    return this.stream().pipeThrough(new TextDecoderStream());
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

/** An argument as a long long in the terms of Web IDL's [Clamp]: halves go to the even neighbour. */
function toLongLong(value) {
  value = +value;
  const floor = Math.floor(value);
  const rounded = value - floor === 0.5 ? floor + Math.abs(floor % 2) : Math.round(value);
  return Math.min(Math.max(rounded, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER) || 0;
}

/** A position in a blob, from the end where negative. */
function clamp(value, size) {
  value = toLongLong(value);
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
  stream: enumerable,
  textStream: enumerable,
  [cloneable]: {
    __proto__: null,
    value() {
      const pieces = piecesOf(this);
      if (pieces === undefined) return undefined;
      if (!pieces.every(isView)) throw new ERR_INVALID_STATE.TypeError('File-backed Blobs are not cloneable');
      return ['Blob', { pieces: pieces.map((piece) => new Uint8Array(piece)), type: this.type }];
    },
  },
});

module.exports = { Blob, blobOf, piecesOf, isBlob: (value) => piecesOf(value) !== undefined };
