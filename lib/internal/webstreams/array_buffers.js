// ArrayBuffers that change hands. https://streams.spec.whatwg.org/#transfer-array-buffer
'use strict';

const transfer = Function.prototype.call.bind(ArrayBuffer.prototype.transfer);

/**
 * The memory of `buffer` in a new ArrayBuffer; `buffer` is empty and detached afterwards.
 * @param {ArrayBuffer} buffer
 * @returns {ArrayBuffer}
 * @throws {TypeError} for memory that can't be taken away: of WebAssembly, of pooled Buffers
 */
function transferBuffer(buffer) {
  try {
    return transfer(buffer);
  } catch {
    throw new TypeError('ArrayBuffer is not detachable and could not be cloned.');
  }
}

module.exports = { transferBuffer };
