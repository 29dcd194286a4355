// How chunks leave a Readable's buffer. https://nodejs.org/api/stream.html#readablereadsize
'use strict';

const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer/pool');

/**
 * Removes `n` bytes (or one object) from the front of the buffer. There must be that many.
 * @param {number} n
 * @param {ReadableState} state
 * @returns {any} null when nothing is held
 */
function take(n, state) {
  if (state.length === 0) return null;
  const { buffer } = state;
  let index = state.bufferIndex;
  const first = buffer[index];
  let taken;

  if (state.objectMode || n === first.length) {
    taken = first;
    buffer[index++] = null;
  } else if (!n || n >= state.length) {
    // All of it.
    if (buffer.length - index === 1) {
      taken = first;
    } else if (state.decoder !== null) {
      taken = '';
      for (let i = index; i < buffer.length; i++) taken += buffer[i];
    } else {
      taken = Buffer.concat(index === 0 ? buffer : buffer.slice(index), state.length);
    }
    index = buffer.length;
  } else if (n < first.length) {
    if (typeof first === 'string') {
      taken = first.slice(0, n);
      buffer[index] = first.slice(n);
    } else {
      // Made at once: most of the time of small reads is that of cutting.
      const { buffer: memory, byteOffset } = first;
      taken = new FastBuffer(memory, byteOffset, n);
      buffer[index] = new FastBuffer(memory, byteOffset + n, first.length - n);
    }
  } else {
    [taken, index] = takeAcross(n, buffer, index, state.decoder !== null);
  }

  if (index === buffer.length) {
    // Setting the length would cost more: it takes the array's memory away, which the next chunk needs again.
    if (index === 1) buffer.pop();
    else state.buffer = [];
    index = 0;
  } else if (index > 1024) {
    buffer.splice(0, index);
    index = 0;
  }
  state.bufferIndex = index;
  return taken;
}

/** Takes `n` bytes or characters that reach over several chunks. */
function takeAcross(n, buffer, index, isText) {
  let text = '';
  const bytes = isText ? null : Buffer.allocUnsafe(n);
  let filled = 0;
  while (filled < n) {
    const chunk = buffer[index];
    const missing = n - filled;
    const part = chunk.length > missing ? chunk.slice(0, missing) : chunk;
    if (isText) text += part;
    else bytes.set(part, filled);
    filled += part.length;
    if (part.length === chunk.length) buffer[index++] = null;
    else buffer[index] = chunk.slice(missing);
  }
  return [isText ? text : bytes, index];
}

module.exports = { take };
