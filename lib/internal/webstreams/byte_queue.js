// The queue of a byte stream: parts of ArrayBuffers that belong to the stream.
'use strict';

class ByteQueue {
  /** @type {{ buffer: ArrayBuffer, byteOffset: number, byteLength: number }[]} */
  #parts = [];
  #head = 0;
  /** Parts that are held. */
  length = 0;
  /** Bytes that are held. */
  size = 0;

  push(buffer, byteOffset, byteLength) {
    this.#parts.push({ buffer, byteOffset, byteLength });
    this.length++;
    this.size += byteLength;
  }

  /** @returns {Uint8Array} the oldest part, which is taken; there must be one */
  shiftView() {
    const part = this.#parts[this.#head];
    this.#drop();
    this.size -= part.byteLength;
    return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  }

  /**
   * Takes the oldest bytes.
   * @param {ArrayBuffer} target
   * @param {number} offset in it
   * @param {number} count of bytes, at most `size`
   */
  copyTo(target, offset, count) {
    this.size -= count;
    while (count > 0) {
      const part = this.#parts[this.#head];
      const length = count < part.byteLength ? count : part.byteLength;
      new Uint8Array(target, offset, length).set(new Uint8Array(part.buffer, part.byteOffset, length));
      if (length === part.byteLength) {
        this.#drop();
      } else {
        part.byteOffset += length;
        part.byteLength -= length;
      }
      offset += length;
      count -= length;
    }
  }

  clear() {
    this.#parts = [];
    this.#head = 0;
    this.length = 0;
    this.size = 0;
  }

  #drop() {
    this.length--;
    this.#parts[this.#head++] = undefined;
    if (this.#head === this.#parts.length) {
      this.#parts = [];
      this.#head = 0;
    } else if (this.#head === 256) {
      this.#parts = this.#parts.slice(256);
      this.#head = 0;
    }
  }
}

module.exports = { ByteQueue };
