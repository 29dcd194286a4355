// node:buffer. https://nodejs.org/api/buffer.html
'use strict';
const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_INVALID_BUFFER_SIZE, ERR_OUT_OF_RANGE, ERR_STRING_TOO_LONG,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { validateArray, validateInteger, validateNumber } = require('internal/validators');
const encodings = require('internal/buffer/encodings');
const pool = require('internal/buffer/pool');
const { fill, find } = require('internal/buffer/search');
const native = binding('buffer');

const { base64ByteLength, findEncoding, utf8, utf8Length } = encodings;
const { FastBuffer, allocate, allocateAlone, fromText } = pool;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const { floor, trunc } = Math;
const { defineProperties, defineProperty, setPrototypeOf } = Object;
const { MAX_SAFE_INTEGER, isFinite } = Number;
const valueOfObject = Object.prototype.valueOf;
const setBytes = Uint8Array.prototype.set;
const fillBytes = Uint8Array.prototype.fill;

const kMaxLength = MAX_SAFE_INTEGER;
const kStringMaxLength = 536870888;
const customInspect = Symbol.for('nodejs.util.inspect.custom');
let inspectMaxBytes = 50;

/**
 * The old constructor: Buffer.alloc for a number, Buffer.from for anything else. Warns once, outside of node_modules.
 * @constructor
 * @deprecated
 * @param {number | string | object} arg
 * @param {string | number} [encodingOrOffset]
 * @param {number} [length]
 * @returns {Buffer}
 */
function Buffer(arg, encodingOrOffset, length) {
  require('internal/buffer/deprecated').warnOfConstructor();
  if (typeof arg === 'number') {
    if (typeof encodingOrOffset === 'string') throw new ERR_INVALID_ARG_TYPE('string', 'string', arg);
    return Buffer.alloc(arg);
  }
  return Buffer.from(arg, encodingOrOffset, length);
}

setPrototypeOf(Buffer, Uint8Array);
defineProperty(Buffer, Symbol.species, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() {
    return FastBuffer;
  },
});
Buffer.prototype = FastBuffer.prototype;
defineProperty(Buffer.prototype, 'constructor', {
  __proto__: null, value: Buffer, writable: true, enumerable: false, configurable: true,
});
defineProperty(Buffer, 'prototype', { __proto__: null, writable: true, enumerable: false });

defineProperty(Buffer, 'poolSize', {
  __proto__: null,
  get() {
    return pool.state.size;
  },
  set(size) {
    pool.state.size = size;
  },
  enumerable: true,
  configurable: true,
});

function isAnyArrayBuffer(value) {
  return value instanceof ArrayBuffer || native.isAnyArrayBuffer(value);
}

/**
 * Makes a Buffer: a copy of text, bytes or an array, or a view of an ArrayBuffer.
 * @param {string | Uint8Array | ArrayBuffer | SharedArrayBuffer | ArrayLike<number> | object} value
 * @param {string | number} [encodingOrOffset]
 * @param {number} [length] of a view
 * @returns {Buffer}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING
 * @throws {RangeError} ERR_BUFFER_OUT_OF_BOUNDS
 */
Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);
  if (typeof value === 'object' && value !== null) {
    if ((value instanceof Uint8Array || isArray(value)) && value.valueOf === valueOfObject) return fromArrayLike(value);
    if (isAnyArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);
    const primitive = value.valueOf && value.valueOf();
    if (primitive !== undefined && primitive !== null && primitive !== value &&
        (typeof primitive === 'string' || typeof primitive === 'object')) {
      return from(primitive, encodingOrOffset, length);
    }
    const bytes = fromObject(value);
    if (bytes !== undefined) return bytes;
    if (typeof value[Symbol.toPrimitive] === 'function') {
      const text = value[Symbol.toPrimitive]('string');
      if (typeof text === 'string') return fromString(text, encodingOrOffset);
    }
  }
  throw new ERR_INVALID_ARG_TYPE('first argument',
                                 ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'], value);
};

function fromString(text, encoding) {
  if (typeof encoding !== 'string' || encoding.length === 0) return fromText(text, utf8);
  const kind = findEncoding(encoding);
  if (kind === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return fromText(text, kind);
}

function fromArrayBuffer(memory, byteOffset, length) {
  if (byteOffset === undefined) {
    byteOffset = 0;
  } else {
    byteOffset = +byteOffset;
    if (byteOffset !== byteOffset) byteOffset = 0;
  }
  const rest = memory.byteLength - byteOffset;
  if (rest < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (length === undefined) {
    // Without a length a view follows the size of a resizable ArrayBuffer.
    return new FastBuffer(memory, byteOffset);
  }
  length = +length;
  if (length > 0) {
    if (length > rest) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  } else {
    length = 0;
  }
  return new FastBuffer(memory, byteOffset, length);
}

function fromObject(value) {
  if (value.length !== undefined || isAnyArrayBuffer(value.buffer)) {
    return typeof value.length === 'number' ? fromArrayLike(value) : new FastBuffer();
  }
  if (value.type === 'Buffer' && isArray(value.data)) return fromArrayLike(value.data);
  return undefined;
}

function fromArrayLike(list) {
  const { length } = list;
  if (length <= 0) return new FastBuffer();
  if (length < pool.state.size >>> 1) {
    const bytes = allocate(length);
    if (list instanceof Uint8Array) {
      setBytes.call(bytes, list);
    } else {
      for (let i = 0; i < length; i++) bytes[i] = list[i];
    }
    return bytes;
  }
  return new FastBuffer(list);
}

/**
 * A copy of the memory behind a typed array.
 * @param {TypedArray} view
 * @param {number} [offset] in elements
 * @param {number} [length] in elements
 * @returns {Buffer}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (!isView(view) || view instanceof DataView) throw new ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);
  const count = view.length;
  if (count === 0) return allocate(0);
  let end = count;
  if (offset !== undefined) {
    validateInteger(offset, 'offset', 0);
    if (offset >= count) return allocate(0);
  } else {
    offset = 0;
  }
  if (length !== undefined) {
    validateInteger(length, 'length', 0);
    if (offset + length < count) end = offset + length;
  }
  const width = view.BYTES_PER_ELEMENT;
  const bytes = allocate((end - offset) * width);
  setBytes.call(bytes, new Uint8Array(view.buffer, view.byteOffset + offset * width, bytes.length));
  return bytes;
};

/**
 * @param {...number} items
 * @returns {Buffer}
 */
Buffer.of = function of(...items) {
  const bytes = allocate(items.length);
  for (let i = 0; i < items.length; i++) bytes[i] = items[i];
  return bytes;
};

/**
 * @param {number} size in bytes
 * @param {string | Uint8Array | number} [value] zeros by default
 * @param {string} [encoding]
 * @returns {Buffer} filled
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_ENCODING
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
Buffer.alloc = function alloc(size, value, encoding) {
  validateNumber(size, 'size', 0, kMaxLength);
  if (value === undefined || value === 0 || !(size > 0)) return new FastBuffer(size);
  const bytes = allocateAlone(trunc(size));
  fill(bytes, value, 0, bytes.length, encoding);
  return bytes;
};

/**
 * @param {number} size in bytes
 * @returns {Buffer} with arbitrary contents, part of a slab where it is small
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE, ERR_MEMORY_ALLOCATION_FAILED
 */
Buffer.allocUnsafe = function allocUnsafe(size) {
  validateNumber(size, 'size', 0, kMaxLength);
  return allocate(trunc(size));
};

/**
 * @param {number} size in bytes
 * @returns {Buffer} with arbitrary contents and memory of its own
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE, ERR_MEMORY_ALLOCATION_FAILED
 */
Buffer.allocUnsafeSlow = function allocUnsafeSlow(size) {
  validateNumber(size, 'size', 0, kMaxLength);
  return allocateAlone(trunc(size));
};

/** @returns {boolean} */
Buffer.isBuffer = function isBuffer(b) {
  return b instanceof Buffer;
};

/**
 * @param {Uint8Array} buf1
 * @param {Uint8Array} buf2
 * @returns {-1 | 0 | 1}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
Buffer.compare = function compare(buf1, buf2) {
  if (!(buf1 instanceof Uint8Array)) requireBytes(buf1, 'buf1');
  if (!(buf2 instanceof Uint8Array)) requireBytes(buf2, 'buf2');
  return buf1 === buf2 ? 0 : native.compare(buf1, buf2);
};

/** Throws unless the value is a Uint8Array, of any realm. */
function requireBytes(value, name) {
  if (!native.isUint8Array(value)) throw new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'Uint8Array'], value);
}

/**
 * @param {unknown} encoding
 * @returns {boolean} whether Buffer knows it
 */
Buffer.isEncoding = function isEncoding(encoding) {
  return typeof encoding === 'string' && encoding.length !== 0 && findEncoding(encoding) !== undefined;
};

/**
 * @param {Uint8Array[]} list
 * @param {number} [length] of the whole; what is over is cut, what is short filled with zeros
 * @returns {Buffer}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
Buffer.concat = function concat(list, length) {
  validateArray(list, 'list');
  const count = list.length;
  if (count === 0) return new FastBuffer();
  if (length === undefined) {
    length = 0;
    for (let i = 0; i < count; i++) {
      const bytes = list[i];
      if (!(bytes instanceof Uint8Array)) requireBytes(bytes, `list[${i}]`);
      length += bytes.length;
    }
  } else {
    validateInteger(length, 'length', 0);
  }
  const whole = allocate(length);
  let position = 0;
  for (let i = 0; i < count; i++) {
    let bytes = list[i];
    if (!(bytes instanceof Uint8Array)) requireBytes(bytes, `list[${i}]`);
    if (position + bytes.length > length) bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, length - position);
    setBytes.call(whole, bytes, position);
    position += bytes.length;
  }
  // Slabs and new memory are not zeroed.
  if (position < length) fillBytes.call(whole, 0, position, length);
  return whole;
};

/**
 * @param {string | ArrayBufferView | ArrayBuffer} string
 * @param {string} [encoding] 'utf8' where it is unknown
 * @returns {number} of bytes
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
Buffer.byteLength = function byteLength(string, encoding) {
  if (typeof string === 'string') {
    if (string.length === 0) return 0;
    if (encoding === undefined) return utf8Length(string);
    const kind = encoding ? findEncoding(encoding) ?? utf8 : utf8;
    // By name, so that they become part of this function.
    if (kind === utf8) return utf8Length(string);
    if (kind === encodings.base64 || kind === encodings.base64url) return base64ByteLength(string);
    return kind.byteLength(string);
  }
  if (isView(string) || isAnyArrayBuffer(string)) return string.byteLength;
  throw new ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], string);
};

const { prototype } = Buffer;
require('internal/buffer/read_numbers')(prototype);
require('internal/buffer/write_numbers')(prototype);

/** Methods like `utf8Slice(start, end)`, which clamp where toString does, and refuse what lies outside. */
function sliceMethod(encoding) {
  return function(start, end) {
    const { length } = this;
    start = start === undefined ? 0 : trunc(+start) || 0;
    end = end === undefined ? length : trunc(+end) || 0;
    if (start < 0 || end < 0) throw outOfIndex();
    if (length === 0) return '';
    if (end <= start) return '';
    if (end > length) throw outOfIndex();
    return slice(encoding, this, start, end);
  };
}

function outOfIndex() {
  const error = new RangeError('Index out of range');
  error.code = 'ERR_OUT_OF_RANGE';
  return error;
}

/** Methods like `utf8Write(string, offset, length)`; a strict one refuses a length past the end. */
function writeMethod(encoding, strict) {
  return function(string, offset, length) {
    if (typeof string !== 'string') throw notText();
    offset = offset === undefined ? 0 : trunc(+offset) || 0;
    if (offset > this.length || (strict && offset < 0)) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
    if (offset < 0) throw outOfIndex();
    const rest = this.length - offset;
    length = length === undefined ? rest : trunc(+length) || 0;
    if (length < 0 || (strict && length > rest)) {
      throw strict ? new ERR_BUFFER_OUT_OF_BOUNDS('length') : outOfIndex();
    }
    return encoding.write(this, string, offset, length < rest ? length : rest);
  };
}

function notText() {
  const error = new TypeError('argument must be a string');
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

function slice(encoding, bytes, start, end) {
  const text = encoding.slice(bytes, start, end);
  if (text === undefined) throw new ERR_STRING_TOO_LONG(kStringMaxLength);
  return text;
}

prototype.asciiSlice = sliceMethod(encodings.ascii);
prototype.base64Slice = sliceMethod(encodings.base64);
prototype.base64urlSlice = sliceMethod(encodings.base64url);
prototype.latin1Slice = sliceMethod(encodings.latin1);
prototype.hexSlice = sliceMethod(encodings.hex);
prototype.ucs2Slice = sliceMethod(encodings.utf16le);
prototype.utf8Slice = sliceMethod(utf8);
prototype.asciiWrite = writeMethod(encodings.ascii, true);
prototype.base64Write = writeMethod(encodings.base64, false);
prototype.base64urlWrite = writeMethod(encodings.base64url, false);
prototype.latin1Write = writeMethod(encodings.latin1, true);
prototype.hexWrite = writeMethod(encodings.hex, false);
prototype.ucs2Write = writeMethod(encodings.utf16le, false);
prototype.utf8Write = writeMethod(utf8, true);

defineProperties(prototype, {
  parent: {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      return this instanceof Buffer ? this.buffer : undefined;
    },
  },
  offset: {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      return this instanceof Buffer ? this.byteOffset : undefined;
    },
  },
});

/**
 * Copies bytes into another array, whose memory may be the same.
 * @param {Uint8Array} target
 * @param {number} [targetStart]
 * @param {number} [sourceStart]
 * @param {number} [sourceEnd] exclusive
 * @returns {number} of bytes copied
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
prototype.copy = function copy(target, targetStart, sourceStart, sourceEnd) {
  if (!isView(target)) throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  if (!isView(this)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], this);
  const room = target.byteLength;
  const available = this.byteLength;
  targetStart = targetStart === undefined ? 0 : toInteger(targetStart, 0);
  if (targetStart < 0) throw new ERR_OUT_OF_RANGE('targetStart', '>= 0', targetStart);
  sourceStart = sourceStart === undefined ? 0 : toInteger(sourceStart, 0);
  if (sourceStart < 0 || sourceStart > available) {
    throw new ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${available}`, sourceStart);
  }
  sourceEnd = sourceEnd === undefined ? available : toInteger(sourceEnd, 0);
  if (sourceEnd < 0) throw new ERR_OUT_OF_RANGE('sourceEnd', '>= 0', sourceEnd);
  if (targetStart >= room || sourceStart >= sourceEnd) return 0;
  if (sourceEnd > available) sourceEnd = available;
  let count = sourceEnd - sourceStart;
  if (count > room - targetStart) count = room - targetStart;
  if (count === available && this instanceof Uint8Array && target instanceof Uint8Array) {
    setBytes.call(target, this, targetStart);
  } else {
    native.copy(this, target, sourceStart, targetStart, count);
  }
  return count;
};

function toInteger(value, fallback) {
  value = +value;
  return isFinite(value) ? floor(value) : fallback;
}

/**
 * The bytes as text.
 * @param {string} [encoding] 'utf8' by default
 * @param {number} [start]
 * @param {number} [end] exclusive
 * @returns {string}
 * @throws {TypeError} ERR_UNKNOWN_ENCODING
 * @throws {Error} ERR_STRING_TOO_LONG
 */
prototype.toString = function toString(encoding, start, end) {
  const { length } = this;
  if (start === undefined || start <= 0) {
    start = 0;
  } else if (start >= length) {
    return '';
  } else {
    start = trunc(start) || 0;
  }
  if (end === undefined || end > length) {
    end = length;
  } else {
    end = trunc(end) || 0;
  }
  if (end <= start) return '';
  if (encoding === undefined) return slice(utf8, this, start, end);
  const kind = findEncoding(encoding);
  if (kind === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return slice(kind, this, start, end);
};

/**
 * @param {Uint8Array} otherBuffer
 * @returns {boolean}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
prototype.equals = function equals(otherBuffer) {
  if (!(otherBuffer instanceof Uint8Array)) requireBytes(otherBuffer, 'otherBuffer');
  if (this === otherBuffer) return true;
  if (this.byteLength !== otherBuffer.byteLength) return false;
  return this.byteLength === 0 || native.compare(this, otherBuffer) === 0;
};

prototype[customInspect] = function inspect(recurseTimes, options) {
  return require('internal/buffer/inspect')(this, inspectMaxBytes, options);
};
prototype.inspect = prototype[customInspect];

/**
 * @param {Uint8Array} target
 * @param {number} [targetStart]
 * @param {number} [targetEnd] exclusive
 * @param {number} [sourceStart]
 * @param {number} [sourceEnd] exclusive
 * @returns {-1 | 0 | 1}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
prototype.compare = function compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
  if (!(target instanceof Uint8Array)) requireBytes(target, 'target');
  if (arguments.length === 1) return native.compare(this, target);
  if (targetStart === undefined) {
    targetStart = 0;
  } else {
    validateInteger(targetStart, 'targetStart', 0);
  }
  if (targetEnd === undefined) {
    targetEnd = target.length;
  } else {
    validateInteger(targetEnd, 'targetEnd', 0, target.length);
  }
  if (sourceStart === undefined) {
    sourceStart = 0;
  } else {
    validateInteger(sourceStart, 'sourceStart', 0);
  }
  if (sourceEnd === undefined) {
    sourceEnd = this.length;
  } else {
    validateInteger(sourceEnd, 'sourceEnd', 0, this.length);
  }
  if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
  if (targetStart >= targetEnd) return 1;
  return native.compareParts(this, target, sourceStart, sourceEnd, targetStart, targetEnd);
};

/**
 * Where a value first stands.
 * @param {string | number | Uint8Array} value
 * @param {number | string} [start] where to begin, from the end where negative; or the encoding
 * @param {number | string} [end] exclusive, the length by default; or the encoding
 * @param {string} [encoding]
 * @returns {number} -1 where it doesn't
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING
 */
prototype.indexOf = function indexOf(value, start, end, encoding) {
  return find(this, value, start, end, encoding, true);
};

/** Where a value last stands; see indexOf. */
prototype.lastIndexOf = function lastIndexOf(value, start, end, encoding) {
  return find(this, value, start, end, encoding, false);
};

/** Whether a value stands there; see indexOf. */
prototype.includes = function includes(value, start, end, encoding) {
  return find(this, value, start, end, encoding, true) !== -1;
};

/**
 * Repeats a value over the bytes.
 * @param {string | Uint8Array | number} value
 * @param {number | string} [offset] or the encoding
 * @param {number | string} [end] exclusive, or the encoding
 * @param {string} [encoding]
 * @returns {this}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_ENCODING
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
prototype.fill = function fillWith(value, offset, end, encoding) {
  fill(this, value, offset, end, encoding);
  return this;
};
defineProperty(prototype.fill, 'name', { __proto__: null, value: 'fill' });

/**
 * Writes text, only whole characters.
 * @param {string} string
 * @param {number | string} [offset] or the encoding
 * @param {number | string} [length] in bytes, or the encoding
 * @param {string} [encoding]
 * @returns {number} of bytes written
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
prototype.write = function write(string, offset, length, encoding) {
  if (typeof string !== 'string') throw notText();
  let rest = this.length;
  // Without an offset nothing that follows it counts.
  if (offset === undefined) return utf8.write(this, string, 0, rest);
  if (typeof offset === 'string' && length === undefined) {
    encoding = offset;
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0, rest);
    const total = rest;
    rest -= offset;
    if (typeof length === 'string') {
      encoding = length;
    } else if (length !== undefined) {
      validateInteger(length, 'length', 0, total);
      if (length < rest) rest = length;
    }
  }
  if (encoding === undefined || encoding === null || encoding === '') return utf8.write(this, string, offset, rest);
  const kind = findEncoding(encoding);
  if (kind === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return kind.write(this, string, offset, rest);
};

/** @returns {{ type: 'Buffer', data: number[] }} */
prototype.toJSON = function toJSON() {
  const { length } = this;
  const data = new Array(length);
  for (let i = 0; i < length; i++) data[i] = this[i];
  return { type: 'Buffer', data };
};

/** A position given to slice: from the end where negative, and within the bytes. */
function clampIndex(value, length) {
  value = trunc(+value);
  if (value === 0 || value !== value) return 0;
  if (value < 0) {
    value += length;
    return value > 0 ? value : 0;
  }
  return value < length ? value : length;
}

/**
 * A view of a part of the same memory.
 * @param {number} [start] from the end where negative
 * @param {number} [end] exclusive, from the end where negative
 * @returns {Buffer}
 */
prototype.subarray = function subarray(start, end) {
  const { length } = this;
  start = clampIndex(start, length);
  end = end !== undefined ? clampIndex(end, length) : length;
  return new FastBuffer(this.buffer, this.byteOffset + start, end > start ? end - start : 0);
};

/** The same as subarray: unlike a Uint8Array's, it doesn't copy. */
prototype.slice = function slice(start, end) {
  return this.subarray(start, end);
};

// Up to so many bytes JavaScript swaps faster than a call to C++ takes.
const shortSwap = 96;

function swap(bytes, width) {
  if (bytes.length % width !== 0) throw new ERR_INVALID_BUFFER_SIZE(`${width * 8}-bits`);
  const { length } = bytes;
  if (length > shortSwap) {
    native.swap(bytes, width);
    return bytes;
  }
  if (width === 2) {
    for (let i = 0; i < length; i += 2) swapTwo(bytes, i, i + 1);
  } else if (width === 4) {
    for (let i = 0; i < length; i += 4) {
      swapTwo(bytes, i, i + 3);
      swapTwo(bytes, i + 1, i + 2);
    }
  } else {
    for (let i = 0; i < length; i += 8) {
      swapTwo(bytes, i, i + 7);
      swapTwo(bytes, i + 1, i + 6);
      swapTwo(bytes, i + 2, i + 5);
      swapTwo(bytes, i + 3, i + 4);
    }
  }
  return bytes;
}

function swapTwo(bytes, first, second) {
  const byte = bytes[first];
  bytes[first] = bytes[second];
  bytes[second] = byte;
}

/** Reverses the bytes of every 16-bit word. */
prototype.swap16 = function swap16() {
  return swap(this, 2);
};

/** Reverses the bytes of every 32-bit word. */
prototype.swap32 = function swap32() {
  return swap(this, 4);
};

/** Reverses the bytes of every 64-bit word. */
prototype.swap64 = function swap64() {
  return swap(this, 8);
};

prototype.toLocaleString = prototype.toString;

/**
 * @param {ArrayBuffer | ArrayBufferView} input
 * @returns {boolean} whether it is well-formed UTF-8
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function isUtf8(input) {
  if (!isView(input) && !isAnyArrayBuffer(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
  }
  return native.isUtf8(input);
}

/**
 * @param {ArrayBuffer | ArrayBufferView} input
 * @returns {boolean} whether it is ASCII
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function isAscii(input) {
  if (!isView(input) && !isAnyArrayBuffer(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
  }
  return native.isAscii(input);
}

/**
 * Recodes text.
 * @param {Uint8Array} source
 * @param {string} fromEncoding
 * @param {string} toEncoding
 * @returns {Buffer}
 * @throws {Error} U_ILLEGAL_ARGUMENT_ERROR, U_INVALID_CHAR_FOUND
 */
function transcode(source, fromEncoding, toEncoding) {
  return require('internal/buffer/transcode')(source, fromEncoding, toEncoding);
}

/**
 * Decodes base64 to characters below 256. https://html.spec.whatwg.org/multipage/webappapis.html#dom-atob
 * @param {string} input
 * @returns {string}
 * @throws {DOMException} InvalidCharacterError
 */
function atob(input) {
  if (arguments.length === 0) throw new (require('internal/errors').codes.ERR_MISSING_ARGS)('input');
  return require('internal/buffer/base64').decode(`${input}`);
}

/**
 * Encodes characters below 256 as base64. https://html.spec.whatwg.org/multipage/webappapis.html#dom-btoa
 * @param {string} input
 * @returns {string}
 * @throws {DOMException} InvalidCharacterError
 */
function btoa(input) {
  if (arguments.length === 0) throw new (require('internal/errors').codes.ERR_MISSING_ARGS)('input');
  return require('internal/buffer/base64').encode(`${input}`);
}

/**
 * The blob behind a URL made by URL.createObjectURL.
 * @param {string} url
 * @returns {Blob | undefined}
 */
function resolveObjectURL(url) {
  return require('internal/blob/urls').resolveObjectURL(url);
}

/** @deprecated Buffer.allocUnsafeSlow without its checks */
function SlowBuffer(size) {
  require('internal/buffer/deprecated').warnOfSlowBuffer();
  validateNumber(size, 'size', 0, kMaxLength);
  return allocateAlone(trunc(size));
}

module.exports = {
  Buffer,
  SlowBuffer,
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  btoa,
  atob,
};

defineProperties(module.exports, {
  constants: {
    __proto__: null,
    configurable: false,
    enumerable: true,
    value: { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength },
  },
  INSPECT_MAX_BYTES: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return inspectMaxBytes;
    },
    set(value) {
      validateNumber(value, 'INSPECT_MAX_BYTES', 0);
      inspectMaxBytes = value;
    },
  },
});
if (binding('realm').hasBuiltin('internal/blob/blob')) defineLazily('Blob', 'internal/blob/blob');
module.exports.resolveObjectURL = resolveObjectURL;
if (binding('realm').hasBuiltin('internal/blob/file')) defineLazily('File', 'internal/blob/file');

/** A class that few programs use is made when it is first looked at. */
function defineLazily(name, id) {
  defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = require(id)[name];
      this[name] = value;
      return value;
    },
    set(value) {
      defineProperty(this, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
  });
}
