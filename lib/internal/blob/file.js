// The File class. https://w3c.github.io/FileAPI/#file-section, https://nodejs.org/api/buffer.html#class-file
'use strict';
const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { Blob, piecesOf } = require('internal/blob/blob');
const { cloneable } = require('internal/cloneable');

const customInspect = Symbol.for('nodejs.util.inspect.custom');

class File extends Blob {
  #name;
  #lastModified;

  /**
   * @param {Iterable<ArrayBuffer | ArrayBufferView | Blob | string>} fileBits
   * @param {string} fileName
   * @param {{ type?: string, endings?: 'transparent' | 'native', lastModified?: number }} [options] the time is now by
   *   default, in milliseconds since 1970
   * @throws {TypeError} ERR_MISSING_ARGS, ERR_INVALID_ARG_TYPE
   */
  constructor(fileBits, fileName, options = undefined) {
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    const lastModified = options?.lastModified;
    this.#name = `${fileName}`.toWellFormed();
    this.#lastModified = lastModified === undefined ? Date.now() : +lastModified || 0;
  }

  /** @returns {string} */
  get name() {
    if (!(#name in this)) throw new ERR_INVALID_THIS('File');
    return this.#name;
  }

  /** @returns {number} milliseconds since 1970 */
  get lastModified() {
    if (!(#name in this)) throw new ERR_INVALID_THIS('File');
    return this.#lastModified;
  }

  [customInspect](depth, options, inspect = require('util').inspect) {
    if (typeof depth === 'number' && depth < 0) return '[File]';
    const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    const shown = { size: this.size, type: this.type, name: this.#name, lastModified: this.#lastModified };
    return `File ${inspect(shown, inner)}`;
  }
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(File.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'File' },
  name: enumerable,
  lastModified: enumerable,
  [cloneable]: {
    __proto__: null,
    value() {
      const parts = piecesOf(this) === undefined ? undefined : Blob.prototype[cloneable].call(this);
      if (parts === undefined) return undefined;
      return ['File', { ...parts[1], name: this.name, lastModified: this.lastModified }];
    },
  },
});

module.exports = { File };
