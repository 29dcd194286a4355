// A range of a file that belongs to a blob and is read when the blob is. https://nodejs.org/api/fs.html#fsopenasblobpath-options
'use strict';

function unreadable() {
  const { DOMException } = require('internal/domexception');
  return new DOMException('The blob could not be read', 'NotReadableError');
}

class FilePart {
  /**
   * @param {string} path
   * @param {number} modified when the file was last changed, in milliseconds since 1970
   * @param {number} fileSize in bytes
   * @param {number} [from] where the range begins
   * @param {number} [length] of the range
   */
  constructor(path, modified, fileSize, from = 0, length = fileSize) {
    this.path = path;
    this.modified = modified;
    this.fileSize = fileSize;
    this.from = from;
    this.length = length;
  }

  /**
   * @param {number} from within this part
   * @param {number} to exclusive
   * @returns {FilePart}
   */
  subarray(from, to) {
    return new FilePart(this.path, this.modified, this.fileSize, this.from + from, to - from);
  }

  /**
   * @param {number} from within this part
   * @param {number} to exclusive
   * @returns {Promise<Uint8Array>}
   * @throws {DOMException} NotReadableError: the file is gone, or is not what it was
   */
  async read(from, to) {
    const { open } = require('fs/promises');
    const bytes = new Uint8Array(to - from);
    let file;
    try {
      file = await open(this.path);
      const { mtimeMs, size } = await file.stat();
      if (mtimeMs !== this.modified || size !== this.fileSize) throw unreadable();
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, this.from + from + done);
        if (bytesRead === 0) throw unreadable();
        done += bytesRead;
      }
    } catch {
      throw unreadable();
    } finally {
      await file?.close();
    }
    return bytes;
  }
}

/**
 * A blob of a file as it is now.
 * @param {string | Buffer | URL} path
 * @param {string} type
 * @returns {Blob}
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function openAsBlob(path, type) {
  const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
  const { getPath } = require('internal/fs/arguments');
  const name = getPath(path);
  let stats;
  try {
    stats = require('fs').statSync(name);
  } catch {
    stats = undefined;
  }
  if (stats === undefined || stats.isDirectory()) {
    const error = new ERR_INVALID_ARG_VALUE('path', path);
    error.message = 'Unable to open file as blob';
    throw error;
  }
  return require('internal/blob/blob').blobOf([new FilePart(name, stats.mtimeMs, stats.size)], stats.size, type);
}

module.exports = { FilePart, openAsBlob };
