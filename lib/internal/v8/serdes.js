// v8.Serializer and its kin. https://nodejs.org/api/v8.html#serialization-api
'use strict';

const native = binding('serdes');
const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer/pool');
const { unserializable: unserializableMark } = require('internal/cloneable');

let ready = false;

/** Gives the native half what it knows of ours: buffers, which objects can't be written, and the error of one that can't. */
function setUp() {
  ready = true;
  native.setUp(FastBuffer.prototype, Object.prototype, unserializableMark, (object) => {
    throw unserializable(object);
  });
}

function unserializable(object) {
  const { inspect } = require('internal/util/inspect');
  return new Error(`Unserializable host object: ${inspect(object)}`);
}

function constructRequired(name) {
  const error = new TypeError(`Class constructor ${name} cannot be invoked without 'new'`);
  error.code = 'ERR_CONSTRUCT_CALL_REQUIRED';
  return error;
}

/**
 * Writes values piece by piece; subclasses say how host objects are written.
 * @constructor
 */
function Serializer() {
  if (new.target === undefined) throw constructRequired('Serializer');
  if (!ready) setUp();
  return Reflect.construct(native.Serializer, [], new.target);
}

/**
 * Reads what a Serializer wrote.
 * @constructor
 * @param {ArrayBufferView} buffer
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function Deserializer(buffer) {
  if (new.target === undefined) throw constructRequired('Deserializer');
  const made = Reflect.construct(native.Deserializer, [buffer], new.target);
  made.buffer = buffer;
  return made;
}

for (const [Class, { prototype }] of [[Serializer, native.Serializer], [Deserializer, native.Deserializer]]) {
  Class.prototype = prototype;
  Object.defineProperty(prototype, 'constructor', { __proto__: null, value: Class, writable: true, configurable: true });
}

const { releaseBuffer } = Serializer.prototype;

/**
 * @returns {Buffer} what was written; the serializer is of no use any more
 */
Serializer.prototype.releaseBuffer = function() {
  return new FastBuffer(Reflect.apply(releaseBuffer, this, []));
};

/** What is thrown, called with the message, for what can't be cloned. */
Serializer.prototype._getDataCloneError = Error;

/**
 * @param {number} length in bytes
 * @returns {Buffer} of the memory that is read
 */
Deserializer.prototype.readRawBytes = function readRawBytes(length) {
  const position = this._readRawBytes(length);
  return new FastBuffer(this.buffer.buffer, this.buffer.byteOffset + position, length);
};

/** The classes of views, by the number that stands for each in the format. Buffer's is 10. */
const kBuffer = 10;
const kinds = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  DataView, FastBuffer, BigInt64Array, BigUint64Array,
];
// Behind a flag of V8 in some versions.
if (typeof Float16Array === 'function') kinds.push(Float16Array);

function kindOf(view) {
  if (Object.getPrototypeOf(view) === Buffer.prototype) return kBuffer;
  if (view instanceof DataView) return kinds.indexOf(DataView);
  const name = Reflect.get(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag, view);
  return kinds.findIndex((Class, kind) => kind !== kBuffer && Class.name === name);
}

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  /** Writes a view: its kind, its length and its own bytes, not all of the memory under it. */
  _writeHostObject(view) {
    if (!ArrayBuffer.isView(view)) throw unserializable(view);
    this.writeUint32(kindOf(view));
    this.writeUint32(view.byteLength);
    this.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
}

class DefaultDeserializer extends Deserializer {
  /** @returns {ArrayBufferView} in the memory that is read, where its alignment allows, else of a copy */
  _readHostObject() {
    const Class = kinds[this.readUint32()];
    const byteLength = this.readUint32();
    const position = this.buffer.byteOffset + this._readRawBytes(byteLength);
    const size = Class.BYTES_PER_ELEMENT ?? 1;
    const { buffer } = this.buffer;
    if (position % size === 0) return new Class(buffer, position, byteLength / size);
    return new Class(buffer.slice(position, position + byteLength), 0, byteLength / size);
  }
}

/**
 * @param {unknown} value
 * @returns {Buffer} the bytes that a DefaultSerializer makes of it
 * @throws {Error} when it can't be cloned
 */
function serialize(value) {
  if (!ready) setUp();
  return new FastBuffer(native.serialize(value));
}

/**
 * @param {ArrayBufferView} buffer what serialize returned
 * @returns {unknown}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {Error} when it makes no sense
 */
function deserialize(buffer) {
  if (!ready) setUp();
  return native.deserialize(buffer);
}

module.exports = { DefaultDeserializer, DefaultSerializer, Deserializer, Serializer, deserialize, serialize };
