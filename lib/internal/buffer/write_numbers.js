// Buffer's methods that write numbers. https://nodejs.org/api/buffer.html#bufwritebigint64bevalue-offset
//
// Each method is written out: a shared one with the width as a parameter would cost several times as much.
'use strict';
const {
  addMethods, float32, float32Bytes, float64, float64Bytes, refuseBigInt, refuseByteLength, refuseOffset, refuseValue,
} = require('internal/buffer/number_limits');
const { validateNumber } = require('internal/validators');

const { floor } = Math;

function writeUInt8(value, offset = 0) {
  value = +value;
  if (typeof offset !== 'number') validateNumber(offset, 'offset');
  if (value > 255 || value < 0) refuseValue(value, 1, false);
  if (typeof offset !== 'number' || this[offset] === undefined) refuseOffset(this, offset, 1);
  this[offset] = value;
  return offset + 1;
}

function writeUInt16LE(value, offset = 0) {
  value = +value;
  if (value > 65535 || value < 0) refuseValue(value, 2, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 1] === undefined) {
    refuseOffset(this, offset, 2);
  }
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  return offset + 2;
}

function writeUInt16BE(value, offset = 0) {
  value = +value;
  if (value > 65535 || value < 0) refuseValue(value, 2, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 1] === undefined) {
    refuseOffset(this, offset, 2);
  }
  this[offset + 1] = value;
  this[offset] = value >>> 8;
  return offset + 2;
}

function writeUInt24LE(value, offset) {
  value = +value;
  if (value > 0xffffff || value < 0) refuseValue(value, 3, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 2] === undefined) {
    refuseOffset(this, offset, 3);
  }
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  this[offset + 2] = value >>> 16;
  return offset + 3;
}

function writeUInt24BE(value, offset) {
  value = +value;
  if (value > 0xffffff || value < 0) refuseValue(value, 3, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 2] === undefined) {
    refuseOffset(this, offset, 3);
  }
  this[offset + 2] = value;
  this[offset + 1] = value >>> 8;
  this[offset] = value >>> 16;
  return offset + 3;
}

function writeUInt32LE(value, offset = 0) {
  value = +value;
  if (value > 0xffffffff || value < 0) refuseValue(value, 4, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 3] === undefined) {
    refuseOffset(this, offset, 4);
  }
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  this[offset + 2] = value >>> 16;
  this[offset + 3] = value >>> 24;
  return offset + 4;
}

function writeUInt32BE(value, offset = 0) {
  value = +value;
  if (value > 0xffffffff || value < 0) refuseValue(value, 4, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 3] === undefined) {
    refuseOffset(this, offset, 4);
  }
  this[offset + 3] = value;
  this[offset + 2] = value >>> 8;
  this[offset + 1] = value >>> 16;
  this[offset] = value >>> 24;
  return offset + 4;
}

function writeUInt40LE(value, offset) {
  value = +value;
  if (value > 0xffffffffff || value < 0) refuseValue(value, 5, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 4] === undefined) {
    refuseOffset(this, offset, 5);
  }
  const high = floor(value / 0x100000000);
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  this[offset + 2] = value >>> 16;
  this[offset + 3] = value >>> 24;
  this[offset + 4] = high;
  return offset + 5;
}

function writeUInt40BE(value, offset) {
  value = +value;
  if (value > 0xffffffffff || value < 0) refuseValue(value, 5, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 4] === undefined) {
    refuseOffset(this, offset, 5);
  }
  const high = floor(value / 0x100000000);
  this[offset + 4] = value;
  this[offset + 3] = value >>> 8;
  this[offset + 2] = value >>> 16;
  this[offset + 1] = value >>> 24;
  this[offset] = high;
  return offset + 5;
}

function writeUInt48LE(value, offset) {
  value = +value;
  if (value > 0xffffffffffff || value < 0) refuseValue(value, 6, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 5] === undefined) {
    refuseOffset(this, offset, 6);
  }
  const high = floor(value / 0x100000000);
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  this[offset + 2] = value >>> 16;
  this[offset + 3] = value >>> 24;
  this[offset + 4] = high;
  this[offset + 5] = high >>> 8;
  return offset + 6;
}

function writeUInt48BE(value, offset) {
  value = +value;
  if (value > 0xffffffffffff || value < 0) refuseValue(value, 6, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 5] === undefined) {
    refuseOffset(this, offset, 6);
  }
  const high = floor(value / 0x100000000);
  this[offset + 5] = value;
  this[offset + 4] = value >>> 8;
  this[offset + 3] = value >>> 16;
  this[offset + 2] = value >>> 24;
  this[offset + 1] = high;
  this[offset] = high >>> 8;
  return offset + 6;
}

function writeInt8(value, offset = 0) {
  value = +value;
  if (typeof offset !== 'number') validateNumber(offset, 'offset');
  if (value > 127 || value < -128) refuseValue(value, 1, true);
  if (typeof offset !== 'number' || this[offset] === undefined) refuseOffset(this, offset, 1);
  this[offset] = value;
  return offset + 1;
}

function writeInt16LE(value, offset = 0) {
  value = +value;
  if (value > 32767 || value < -32768) refuseValue(value, 2, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 1] === undefined) {
    refuseOffset(this, offset, 2);
  }
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  return offset + 2;
}

function writeInt16BE(value, offset = 0) {
  value = +value;
  if (value > 32767 || value < -32768) refuseValue(value, 2, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 1] === undefined) {
    refuseOffset(this, offset, 2);
  }
  this[offset + 1] = value;
  this[offset] = value >>> 8;
  return offset + 2;
}

function writeInt24LE(value, offset) {
  value = +value;
  if (value > 0x7fffff || value < -0x800000) refuseValue(value, 3, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 2] === undefined) {
    refuseOffset(this, offset, 3);
  }
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  this[offset + 2] = value >>> 16;
  return offset + 3;
}

function writeInt24BE(value, offset) {
  value = +value;
  if (value > 0x7fffff || value < -0x800000) refuseValue(value, 3, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 2] === undefined) {
    refuseOffset(this, offset, 3);
  }
  this[offset + 2] = value;
  this[offset + 1] = value >>> 8;
  this[offset] = value >>> 16;
  return offset + 3;
}

function writeInt32LE(value, offset = 0) {
  value = +value;
  if (value > 0x7fffffff || value < -0x80000000) refuseValue(value, 4, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 3] === undefined) {
    refuseOffset(this, offset, 4);
  }
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  this[offset + 2] = value >>> 16;
  this[offset + 3] = value >>> 24;
  return offset + 4;
}

function writeInt32BE(value, offset = 0) {
  value = +value;
  if (value > 0x7fffffff || value < -0x80000000) refuseValue(value, 4, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 3] === undefined) {
    refuseOffset(this, offset, 4);
  }
  this[offset + 3] = value;
  this[offset + 2] = value >>> 8;
  this[offset + 1] = value >>> 16;
  this[offset] = value >>> 24;
  return offset + 4;
}

function writeInt40LE(value, offset) {
  value = +value;
  if (value > 0x7fffffffff || value < -0x8000000000) refuseValue(value, 5, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 4] === undefined) {
    refuseOffset(this, offset, 5);
  }
  const high = floor(value / 0x100000000);
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  this[offset + 2] = value >>> 16;
  this[offset + 3] = value >>> 24;
  this[offset + 4] = high;
  return offset + 5;
}

function writeInt40BE(value, offset) {
  value = +value;
  if (value > 0x7fffffffff || value < -0x8000000000) refuseValue(value, 5, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 4] === undefined) {
    refuseOffset(this, offset, 5);
  }
  const high = floor(value / 0x100000000);
  this[offset + 4] = value;
  this[offset + 3] = value >>> 8;
  this[offset + 2] = value >>> 16;
  this[offset + 1] = value >>> 24;
  this[offset] = high;
  return offset + 5;
}

function writeInt48LE(value, offset) {
  value = +value;
  if (value > 0x7fffffffffff || value < -0x800000000000) refuseValue(value, 6, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 5] === undefined) {
    refuseOffset(this, offset, 6);
  }
  const high = floor(value / 0x100000000);
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  this[offset + 2] = value >>> 16;
  this[offset + 3] = value >>> 24;
  this[offset + 4] = high;
  this[offset + 5] = high >>> 8;
  return offset + 6;
}

function writeInt48BE(value, offset) {
  value = +value;
  if (value > 0x7fffffffffff || value < -0x800000000000) refuseValue(value, 6, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 5] === undefined) {
    refuseOffset(this, offset, 6);
  }
  const high = floor(value / 0x100000000);
  this[offset + 5] = value;
  this[offset + 4] = value >>> 8;
  this[offset + 3] = value >>> 16;
  this[offset + 2] = value >>> 24;
  this[offset + 1] = high;
  this[offset] = high >>> 8;
  return offset + 6;
}

function writeUIntLE(value, offset, byteLength) {
  if (offset === undefined && byteLength > 0 && byteLength < 7) {
    // The value is looked at first, but for a single byte.
    if (byteLength > 1) writeUIntLE.call(new Uint8Array(8), value, 0, byteLength);
    validateNumber(offset, 'offset');
  }
  switch (byteLength) {
    case 6:
      return writeUInt48LE.call(this, value, offset);
    case 5:
      return writeUInt40LE.call(this, value, offset);
    case 4:
      return writeUInt32LE.call(this, value, offset);
    case 3:
      return writeUInt24LE.call(this, value, offset);
    case 2:
      return writeUInt16LE.call(this, value, offset);
    case 1:
      return writeUInt8.call(this, value, offset);
    default:
      return refuseByteLength(byteLength);
  }
}

function writeUIntBE(value, offset, byteLength) {
  if (offset === undefined && byteLength > 0 && byteLength < 7) {
    // The value is looked at first, but for a single byte.
    if (byteLength > 1) writeUIntBE.call(new Uint8Array(8), value, 0, byteLength);
    validateNumber(offset, 'offset');
  }
  switch (byteLength) {
    case 6:
      return writeUInt48BE.call(this, value, offset);
    case 5:
      return writeUInt40BE.call(this, value, offset);
    case 4:
      return writeUInt32BE.call(this, value, offset);
    case 3:
      return writeUInt24BE.call(this, value, offset);
    case 2:
      return writeUInt16BE.call(this, value, offset);
    case 1:
      return writeUInt8.call(this, value, offset);
    default:
      return refuseByteLength(byteLength);
  }
}

function writeIntLE(value, offset, byteLength) {
  if (offset === undefined && byteLength > 0 && byteLength < 7) {
    // The value is looked at first, but for a single byte.
    if (byteLength > 1) writeIntLE.call(new Uint8Array(8), value, 0, byteLength);
    validateNumber(offset, 'offset');
  }
  switch (byteLength) {
    case 6:
      return writeInt48LE.call(this, value, offset);
    case 5:
      return writeInt40LE.call(this, value, offset);
    case 4:
      return writeInt32LE.call(this, value, offset);
    case 3:
      return writeInt24LE.call(this, value, offset);
    case 2:
      return writeInt16LE.call(this, value, offset);
    case 1:
      return writeInt8.call(this, value, offset);
    default:
      return refuseByteLength(byteLength);
  }
}

function writeIntBE(value, offset, byteLength) {
  if (offset === undefined && byteLength > 0 && byteLength < 7) {
    // The value is looked at first, but for a single byte.
    if (byteLength > 1) writeIntBE.call(new Uint8Array(8), value, 0, byteLength);
    validateNumber(offset, 'offset');
  }
  switch (byteLength) {
    case 6:
      return writeInt48BE.call(this, value, offset);
    case 5:
      return writeInt40BE.call(this, value, offset);
    case 4:
      return writeInt32BE.call(this, value, offset);
    case 3:
      return writeInt24BE.call(this, value, offset);
    case 2:
      return writeInt16BE.call(this, value, offset);
    case 1:
      return writeInt8.call(this, value, offset);
    default:
      return refuseByteLength(byteLength);
  }
}

function writeBigUInt64LE(value, offset = 0) {
  if (value > 0xffffffffffffffffn || value < 0n) refuseBigInt(value, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 7] === undefined) {
    refuseOffset(this, offset, 8);
  }
  const low = Number(value & 0xffffffffn);
  const high = Number(value >> 32n & 0xffffffffn);
  this[offset] = low;
  this[offset + 1] = low >>> 8;
  this[offset + 2] = low >>> 16;
  this[offset + 3] = low >>> 24;
  this[offset + 4] = high;
  this[offset + 5] = high >>> 8;
  this[offset + 6] = high >>> 16;
  this[offset + 7] = high >>> 24;
  return offset + 8;
}

function writeBigUInt64BE(value, offset = 0) {
  if (value > 0xffffffffffffffffn || value < 0n) refuseBigInt(value, false);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 7] === undefined) {
    refuseOffset(this, offset, 8);
  }
  const low = Number(value & 0xffffffffn);
  const high = Number(value >> 32n & 0xffffffffn);
  this[offset + 7] = low;
  this[offset + 6] = low >>> 8;
  this[offset + 5] = low >>> 16;
  this[offset + 4] = low >>> 24;
  this[offset + 3] = high;
  this[offset + 2] = high >>> 8;
  this[offset + 1] = high >>> 16;
  this[offset] = high >>> 24;
  return offset + 8;
}

function writeBigInt64LE(value, offset = 0) {
  if (value > 0x7fffffffffffffffn || value < -0x8000000000000000n) refuseBigInt(value, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 7] === undefined) {
    refuseOffset(this, offset, 8);
  }
  const low = Number(value & 0xffffffffn);
  const high = Number(value >> 32n & 0xffffffffn);
  this[offset] = low;
  this[offset + 1] = low >>> 8;
  this[offset + 2] = low >>> 16;
  this[offset + 3] = low >>> 24;
  this[offset + 4] = high;
  this[offset + 5] = high >>> 8;
  this[offset + 6] = high >>> 16;
  this[offset + 7] = high >>> 24;
  return offset + 8;
}

function writeBigInt64BE(value, offset = 0) {
  if (value > 0x7fffffffffffffffn || value < -0x8000000000000000n) refuseBigInt(value, true);
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 7] === undefined) {
    refuseOffset(this, offset, 8);
  }
  const low = Number(value & 0xffffffffn);
  const high = Number(value >> 32n & 0xffffffffn);
  this[offset + 7] = low;
  this[offset + 6] = low >>> 8;
  this[offset + 5] = low >>> 16;
  this[offset + 4] = low >>> 24;
  this[offset + 3] = high;
  this[offset + 2] = high >>> 8;
  this[offset + 1] = high >>> 16;
  this[offset] = high >>> 24;
  return offset + 8;
}

function writeFloatLE(value, offset = 0) {
  value = +value;
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 3] === undefined) {
    refuseOffset(this, offset, 4);
  }
  float32[0] = value;
  this[offset] = float32Bytes[0];
  this[offset + 1] = float32Bytes[1];
  this[offset + 2] = float32Bytes[2];
  this[offset + 3] = float32Bytes[3];
  return offset + 4;
}

function writeFloatBE(value, offset = 0) {
  value = +value;
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 3] === undefined) {
    refuseOffset(this, offset, 4);
  }
  float32[0] = value;
  this[offset + 3] = float32Bytes[0];
  this[offset + 2] = float32Bytes[1];
  this[offset + 1] = float32Bytes[2];
  this[offset] = float32Bytes[3];
  return offset + 4;
}

function writeDoubleLE(value, offset = 0) {
  value = +value;
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 7] === undefined) {
    refuseOffset(this, offset, 8);
  }
  float64[0] = value;
  this[offset] = float64Bytes[0];
  this[offset + 1] = float64Bytes[1];
  this[offset + 2] = float64Bytes[2];
  this[offset + 3] = float64Bytes[3];
  this[offset + 4] = float64Bytes[4];
  this[offset + 5] = float64Bytes[5];
  this[offset + 6] = float64Bytes[6];
  this[offset + 7] = float64Bytes[7];
  return offset + 8;
}

function writeDoubleBE(value, offset = 0) {
  value = +value;
  if (typeof offset !== 'number' || this[offset] === undefined || this[offset + 7] === undefined) {
    refuseOffset(this, offset, 8);
  }
  float64[0] = value;
  this[offset + 7] = float64Bytes[0];
  this[offset + 6] = float64Bytes[1];
  this[offset + 5] = float64Bytes[2];
  this[offset + 4] = float64Bytes[3];
  this[offset + 3] = float64Bytes[4];
  this[offset + 2] = float64Bytes[5];
  this[offset + 1] = float64Bytes[6];
  this[offset] = float64Bytes[7];
  return offset + 8;
}

/**
 * Puts the methods on Buffer's prototype.
 * @param {object} prototype
 */
module.exports = function addWriteMethods(prototype) {
  addMethods(prototype, {
    writeUInt8,
    writeUInt16LE,
    writeUInt16BE,
    writeUInt32LE,
    writeUInt32BE,
    writeInt8,
    writeInt16LE,
    writeInt16BE,
    writeInt32LE,
    writeInt32BE,
    writeUIntLE,
    writeUIntBE,
    writeIntLE,
    writeIntBE,
    writeBigUInt64LE,
    writeBigUInt64BE,
    writeBigInt64LE,
    writeBigInt64BE,
    writeFloatLE,
    writeFloatBE,
    writeDoubleLE,
    writeDoubleBE,
  });
};
