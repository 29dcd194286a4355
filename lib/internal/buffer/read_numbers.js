// Buffer's methods that read numbers. https://nodejs.org/api/buffer.html#bufreadbigint64beoffset
//
// Each method is written out: a shared one with the width as a parameter would cost several times as much.
'use strict';
const {
  addMethods, float32, float32Bytes, float64, float64Bytes, refuseByteLength, refuseOffset, signed64, unsigned64, words64,
} = require('internal/buffer/number_limits');
const { validateNumber } = require('internal/validators');

function readUInt8(offset = 0) {
  if (typeof offset !== 'number' || this[offset] === undefined) refuseOffset(this, offset, 1);
  return this[offset];
}

function readUInt16LE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 1];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 2);
  return first | last << 8;
}

function readUInt16BE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 1];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 2);
  return last | first << 8;
}

function readUInt24LE(offset) {
  const first = this[offset];
  const last = this[offset + 2];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 3);
  return first | this[offset + 1] << 8 | last << 16;
}

function readUInt24BE(offset) {
  const first = this[offset];
  const last = this[offset + 2];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 3);
  return last | this[offset + 1] << 8 | first << 16;
}

function readUInt32LE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 4);
  return (first | this[offset + 1] << 8 | this[offset + 2] << 16 | last << 24) >>> 0;
}

function readUInt32BE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 4);
  return (last | this[offset + 2] << 8 | this[offset + 1] << 16 | first << 24) >>> 0;
}

function readUInt40LE(offset) {
  const first = this[offset];
  const last = this[offset + 4];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 5);
  const low = (first | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24) >>> 0;
  return low + last * 0x100000000;
}

function readUInt40BE(offset) {
  const first = this[offset];
  const last = this[offset + 4];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 5);
  const low = (last | this[offset + 3] << 8 | this[offset + 2] << 16 | this[offset + 1] << 24) >>> 0;
  return low + first * 0x100000000;
}

function readUInt48LE(offset) {
  const first = this[offset];
  const last = this[offset + 5];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 6);
  const low = (first | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24) >>> 0;
  return low + (this[offset + 4] | last << 8) * 0x100000000;
}

function readUInt48BE(offset) {
  const first = this[offset];
  const last = this[offset + 5];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 6);
  const low = (last | this[offset + 4] << 8 | this[offset + 3] << 16 | this[offset + 2] << 24) >>> 0;
  return low + (this[offset + 1] | first << 8) * 0x100000000;
}

function readInt8(offset = 0) {
  if (typeof offset !== 'number' || this[offset] === undefined) refuseOffset(this, offset, 1);
  return this[offset] << 24 >> 24;
}

function readInt16LE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 1];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 2);
  return (first | last << 8) << 16 >> 16;
}

function readInt16BE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 1];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 2);
  return (last | first << 8) << 16 >> 16;
}

function readInt24LE(offset) {
  const first = this[offset];
  const last = this[offset + 2];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 3);
  return (first | this[offset + 1] << 8 | last << 16) << 8 >> 8;
}

function readInt24BE(offset) {
  const first = this[offset];
  const last = this[offset + 2];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 3);
  return (last | this[offset + 1] << 8 | first << 16) << 8 >> 8;
}

function readInt32LE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 4);
  return first | this[offset + 1] << 8 | this[offset + 2] << 16 | last << 24;
}

function readInt32BE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 4);
  return last | this[offset + 2] << 8 | this[offset + 1] << 16 | first << 24;
}

function readInt40LE(offset) {
  const first = this[offset];
  const last = this[offset + 4];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 5);
  const low = (first | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24) >>> 0;
  return low + (last << 24 >> 24) * 0x100000000;
}

function readInt40BE(offset) {
  const first = this[offset];
  const last = this[offset + 4];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 5);
  const low = (last | this[offset + 3] << 8 | this[offset + 2] << 16 | this[offset + 1] << 24) >>> 0;
  return low + (first << 24 >> 24) * 0x100000000;
}

function readInt48LE(offset) {
  const first = this[offset];
  const last = this[offset + 5];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 6);
  const low = (first | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24) >>> 0;
  return low + ((this[offset + 4] | last << 8) << 16 >> 16) * 0x100000000;
}

function readInt48BE(offset) {
  const first = this[offset];
  const last = this[offset + 5];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 6);
  const low = (last | this[offset + 4] << 8 | this[offset + 3] << 16 | this[offset + 2] << 24) >>> 0;
  return low + ((this[offset + 1] | first << 8) << 16 >> 16) * 0x100000000;
}

function readUIntLE(offset, byteLength) {
  if (offset === undefined) validateNumber(offset, 'offset');
  switch (byteLength) {
    case 6:
      return readUInt48LE.call(this, offset);
    case 5:
      return readUInt40LE.call(this, offset);
    case 4:
      return readUInt32LE.call(this, offset);
    case 3:
      return readUInt24LE.call(this, offset);
    case 2:
      return readUInt16LE.call(this, offset);
    case 1:
      return readUInt8.call(this, offset);
    default:
      return refuseByteLength(byteLength);
  }
}

function readUIntBE(offset, byteLength) {
  if (offset === undefined) validateNumber(offset, 'offset');
  switch (byteLength) {
    case 6:
      return readUInt48BE.call(this, offset);
    case 5:
      return readUInt40BE.call(this, offset);
    case 4:
      return readUInt32BE.call(this, offset);
    case 3:
      return readUInt24BE.call(this, offset);
    case 2:
      return readUInt16BE.call(this, offset);
    case 1:
      return readUInt8.call(this, offset);
    default:
      return refuseByteLength(byteLength);
  }
}

function readIntLE(offset, byteLength) {
  if (offset === undefined) validateNumber(offset, 'offset');
  switch (byteLength) {
    case 6:
      return readInt48LE.call(this, offset);
    case 5:
      return readInt40LE.call(this, offset);
    case 4:
      return readInt32LE.call(this, offset);
    case 3:
      return readInt24LE.call(this, offset);
    case 2:
      return readInt16LE.call(this, offset);
    case 1:
      return readInt8.call(this, offset);
    default:
      return refuseByteLength(byteLength);
  }
}

function readIntBE(offset, byteLength) {
  if (offset === undefined) validateNumber(offset, 'offset');
  switch (byteLength) {
    case 6:
      return readInt48BE.call(this, offset);
    case 5:
      return readInt40BE.call(this, offset);
    case 4:
      return readInt32BE.call(this, offset);
    case 3:
      return readInt24BE.call(this, offset);
    case 2:
      return readInt16BE.call(this, offset);
    case 1:
      return readInt8.call(this, offset);
    default:
      return refuseByteLength(byteLength);
  }
}

function readBigUInt64LE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 7];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 8);
  words64[0] = first | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24;
  words64[1] = this[offset + 4] | this[offset + 5] << 8 | this[offset + 6] << 16 | last << 24;
  return unsigned64[0];
}

function readBigUInt64BE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 7];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 8);
  words64[0] = last | this[offset + 6] << 8 | this[offset + 5] << 16 | this[offset + 4] << 24;
  words64[1] = this[offset + 3] | this[offset + 2] << 8 | this[offset + 1] << 16 | first << 24;
  return unsigned64[0];
}

function readBigInt64LE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 7];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 8);
  words64[0] = first | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24;
  words64[1] = this[offset + 4] | this[offset + 5] << 8 | this[offset + 6] << 16 | last << 24;
  return signed64[0];
}

function readBigInt64BE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 7];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 8);
  words64[0] = last | this[offset + 6] << 8 | this[offset + 5] << 16 | this[offset + 4] << 24;
  words64[1] = this[offset + 3] | this[offset + 2] << 8 | this[offset + 1] << 16 | first << 24;
  return signed64[0];
}

function readFloatLE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 4);
  float32Bytes[0] = first;
  float32Bytes[1] = this[offset + 1];
  float32Bytes[2] = this[offset + 2];
  float32Bytes[3] = last;
  return float32[0];
}

function readFloatBE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 4);
  float32Bytes[0] = last;
  float32Bytes[1] = this[offset + 2];
  float32Bytes[2] = this[offset + 1];
  float32Bytes[3] = first;
  return float32[0];
}

function readDoubleLE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 7];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 8);
  float64Bytes[0] = first;
  float64Bytes[1] = this[offset + 1];
  float64Bytes[2] = this[offset + 2];
  float64Bytes[3] = this[offset + 3];
  float64Bytes[4] = this[offset + 4];
  float64Bytes[5] = this[offset + 5];
  float64Bytes[6] = this[offset + 6];
  float64Bytes[7] = last;
  return float64[0];
}

function readDoubleBE(offset = 0) {
  const first = this[offset];
  const last = this[offset + 7];
  if (first === undefined || last === undefined || typeof offset !== 'number') refuseOffset(this, offset, 8);
  float64Bytes[0] = last;
  float64Bytes[1] = this[offset + 6];
  float64Bytes[2] = this[offset + 5];
  float64Bytes[3] = this[offset + 4];
  float64Bytes[4] = this[offset + 3];
  float64Bytes[5] = this[offset + 2];
  float64Bytes[6] = this[offset + 1];
  float64Bytes[7] = first;
  return float64[0];
}

/**
 * Puts the methods on Buffer's prototype.
 * @param {object} prototype
 */
module.exports = function addReadMethods(prototype) {
  addMethods(prototype, {
    readUInt8,
    readUInt16LE,
    readUInt16BE,
    readUInt32LE,
    readUInt32BE,
    readInt8,
    readInt16LE,
    readInt16BE,
    readInt32LE,
    readInt32BE,
    readUIntLE,
    readUIntBE,
    readIntLE,
    readIntBE,
    readBigUInt64LE,
    readBigUInt64BE,
    readBigInt64LE,
    readBigInt64BE,
    readFloatLE,
    readFloatBE,
    readDoubleLE,
    readDoubleBE,
  });
};
