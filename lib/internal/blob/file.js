// File: a Blob with a name and a time. https://nodejs.org/api/buffer.html#class-file, https://w3c.github.io/FileAPI/#file-section
'use strict';

const { Blob } = require('internal/blob/blob');
const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

class File extends Blob {
  #name;
  #lastModified;

  /**
   * @param {Iterable<ArrayBuffer | ArrayBufferView | Blob | string>} fileBits
   * @param {string} fileName
   * @param {{ endings?: 'transparent' | 'native', type?: string, lastModified?: number }} [options] `lastModified`: in
   *   milliseconds since 1970, now by default
   * @throws {TypeError} ERR_MISSING_ARGS, and what Blob throws
   */
  constructor(fileBits, fileName, options = {}) {
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    const { lastModified = Date.now() } = options ?? {};
    this.#name = `${fileName}`.toWellFormed();
    this.#lastModified = Math.trunc(Number(lastModified)) || 0;
  }

  static #check(value) {
    if (value === null || typeof value !== 'object' || !(#name in value)) throw new ERR_INVALID_THIS('File');
  }

  /** @type {string} */
  get name() {
    File.#check(this);
    return this.#name;
  }

  /** @type {number} milliseconds since 1970 */
  get lastModified() {
    File.#check(this);
    return this.#lastModified;
  }

  [inspectCustom](depth, options) {
    if (depth < 0) return '[File]';
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    const { size, type, name, lastModified } = this;
    return `File ${inspect({ size, type, name, lastModified }, inner)}`;
  }
}

Object.defineProperty(File, 'length', { __proto__: null, value: 2, configurable: true });
Object.defineProperties(File.prototype, {
  name: { __proto__: null, enumerable: true },
  lastModified: { __proto__: null, enumerable: true },
  [inspectCustom]: { __proto__: null, enumerable: false },
  [Symbol.toStringTag]: { __proto__: null, value: 'File', configurable: true },
});

module.exports = { File };
