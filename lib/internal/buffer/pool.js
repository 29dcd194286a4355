// Memory of Buffers: small ones share a slab, none of it is zeroed. https://nodejs.org/api/buffer.html#class-property-bufferpoolsize
'use strict';
const { latin1, utf8 } = require('internal/buffer/encodings');
const native = binding('buffer');

/** What every Buffer is an instance of; Buffer itself is the function that programs call, with the same prototype. */
class FastBuffer extends Uint8Array {}

/** V8 keeps arrays up to this size in its own heap, where they cost less than memory of their own, zeroed as they are. */
const heapSize = 64;

/** Whether the command line asks for zeros; unknown until memory is first needed. */
let zeroed;

const state = {
  /** Bytes of a slab; programs may change it. */
  size: 65536,
  /** @type {Uint8Array | undefined} the whole slab in use */
  slab: undefined,
  /** Its memory. @type {ArrayBuffer | undefined} */
  memory: undefined,
  /** Bytes of it. */
  capacity: 0,
  /** The first free byte of it. */
  next: 0,
};

/**
 * @param {number} size in bytes, an integer
 * @returns {FastBuffer} of its own memory, not zeroed
 * @throws {RangeError} ERR_MEMORY_ALLOCATION_FAILED
 */
function allocateAlone(size) {
  if (size <= heapSize) return new FastBuffer(size);
  zeroed ??= Boolean(require('internal/options').get('--zero-fill-buffers'));
  if (zeroed) return new FastBuffer(size);
  const memory = native.uninitialized(size);
  if (memory === undefined) throw new (require('internal/errors').codes.ERR_MEMORY_ALLOCATION_FAILED)();
  return new FastBuffer(memory);
}

/** Starts a new slab. */
function startSlab() {
  state.slab = allocateAlone(state.size);
  state.memory = state.slab.buffer;
  state.capacity = state.slab.length;
  // Whoever transferred one Buffer's memory would take that of all the others.
  require('internal/cloneable').markAsUntransferable(state.memory);
  state.next = 0;
  native.useSlab(state.memory);
}

/**
 * Takes the next bytes of the slab.
 * @param {number} size at most what is left of it
 * @returns {FastBuffer}
 */
function take(size) {
  const bytes = new FastBuffer(state.memory, state.next, size);
  // Kept a multiple of 8, so that typed arrays can be laid over a Buffer.
  state.next = (state.next + size + 7) & ~7;
  return bytes;
}

/**
 * @param {number} size in bytes, an integer
 * @returns {FastBuffer} not zeroed; part of the slab where it is less than half of one
 * @throws {RangeError} ERR_MEMORY_ALLOCATION_FAILED
 */
function allocate(size) {
  if (size <= 0) return new FastBuffer();
  if (size >= state.size >>> 1) return allocateAlone(size);
  if (state.capacity - state.next < size) startSlab();
  return take(size);
}

/**
 * Makes a Buffer of text.
 * @param {string} text
 * @param {import('./encodings').Encoding} encoding
 * @returns {FastBuffer}
 */
function fromText(text, encoding) {
  if (text.length === 0) return new FastBuffer();
  const { size } = state;
  // Three bytes a character are always enough, so short text need not be measured.
  let room = text.length * 3;
  if (room >= size >>> 1) {
    room = encoding.byteLength(text);
    if (room >= size >>> 1) {
      const bytes = allocateAlone(room);
      // Text of as many bytes in UTF-8 as it has characters is ASCII, which needn't be looked at again.
      const written = (encoding === utf8 && room === text.length ? latin1 : encoding).write(bytes, text, 0, room);
      return written === room ? bytes : new FastBuffer(bytes.buffer, bytes.byteOffset, written);
    }
  }
  if (state.capacity - state.next < room) startSlab();
  return take(encoding.writeSlab(state.slab, text, state.next, room));
}

module.exports = { FastBuffer, allocate, allocateAlone, fromText, state };
