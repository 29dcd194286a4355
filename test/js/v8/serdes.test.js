// Values as bytes. https://nodejs.org/api/v8.html#serialization-api
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const v8 = require('node:v8');
const { createSecretKey } = require('node:crypto');
const { createHistogram } = require('node:perf_hooks');
const { test } = require('../harness');

test('what is serialized comes back as it was', () => {
  const value = {
    text: 'ü', list: [1, , 3], map: new Map([[1, new Set(['a'])]]), date: new Date(5), big: 12345678901234567890n, re: /x/g,
    error: new RangeError('far'), nothing: undefined, none: null, buffer: Buffer.from('bytes'),
  };
  value.self = value;
  const back = v8.deserialize(v8.serialize(value));
  assert.deepStrictEqual(back, value);
  assert.strictEqual(back.self, back);
  assert.ok(Buffer.isBuffer(back.buffer));
});

test('every kind of view keeps its kind, and only its own bytes are written', () => {
  const memory = new ArrayBuffer(64);
  const classes = [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
    BigInt64Array, BigUint64Array, DataView,
  ];
  for (const Class of classes) {
    const view = new Class(memory, 8, 2);
    const bytes = v8.serialize(view);
    assert.ok(bytes.length < 32, Class.name);
    for (const back of [v8.deserialize(bytes), new v8.DefaultDeserializer(bytes)]) {
      const read = back instanceof v8.Deserializer ? (back.readHeader(), back.readValue()) : back;
      assert.strictEqual(Object.getPrototypeOf(read), Class.prototype);
      assert.strictEqual(read.byteLength, view.byteLength);
    }
  }
});

test('the two ways of writing the same give the same bytes', () => {
  const value = { a: Buffer.from('abc'), b: new Float64Array([1.5]), c: [new DataView(new ArrayBuffer(3))] };
  const serializer = new v8.DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  assert.deepStrictEqual(serializer.releaseBuffer(), v8.serialize(value));
});

test('subclasses say how host objects and shared memory are written', () => {
  const shared = new SharedArrayBuffer(4);
  class Writer extends v8.Serializer {
    constructor() {
      super();
      this._setTreatArrayBufferViewsAsHostObjects(true);
    }

    _writeHostObject(view) {
      this.writeUint32(view.length);
      this.writeUint64(1, 2);
      this.writeDouble(0.5);
      this.writeRawBytes(view);
    }

    _getSharedArrayBufferId() {
      return 7;
    }
  }
  const writer = new Writer();
  writer.writeHeader();
  assert.strictEqual(writer.writeValue([new Uint8Array([4, 5]), shared]), true);
  class Reader extends v8.Deserializer {
    _readHostObject() {
      const length = this.readUint32();
      return { wide: this.readUint64(), half: this.readDouble(), bytes: [...this.readRawBytes(length)] };
    }
  }
  const reader = new Reader(writer.releaseBuffer());
  reader.transferArrayBuffer(7, shared);
  assert.strictEqual(reader.readHeader(), true);
  const [host, memory] = reader.readValue();
  assert.deepStrictEqual(host, { wide: [1, 2], half: 0.5, bytes: [4, 5] });
  assert.strictEqual(memory, shared);
  assert.ok(reader.getWireFormatVersion() >= 15);
});

test('a subclass chooses the error of what cannot be cloned', () => {
  class Writer extends v8.Serializer {
    _getDataCloneError(message) {
      return new SyntaxError(`no: ${message}`);
    }
  }
  assert.throws(() => new Writer().writeValue(() => 1), { name: 'SyntaxError', message: 'no: () => 1 could not be cloned.' });
  assert.throws(() => v8.serialize(Symbol('s')), { name: 'Error', message: 'Symbol(s) could not be cloned.' });
});

test('objects that stand for something outside of the heap are refused', async () => {
  const { port1, port2 } = new MessageChannel();
  const handle = await fs.promises.open(__filename);
  const objects = {
    CryptoKey: await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']),
    SecretKeyObject: createSecretKey(Buffer.from('secret')),
    MessagePort: port1,
    FileHandle: handle,
    Histogram: createHistogram(),
  };
  for (const [name, object] of Object.entries(objects)) {
    for (const value of [object, { in: [object] }]) {
      assert.throws(() => v8.serialize(value), { name: 'Error', message: new RegExp(`Unserializable host object: .*${name}`) });
      assert.throws(() => new v8.DefaultSerializer().writeValue(value), { message: /Unserializable host object: / });
      assert.throws(() => new v8.Serializer().writeValue(value), { message: /^#<\w+> could not be cloned\.$/ });
    }
  }
  assert.deepStrictEqual(v8.deserialize(v8.serialize([new URL('http://a/'), Object.create({ a: 1 }), Object.create(null)])), [{}, {}, {}]);
  port1.close();
  port2.close();
  await handle.close();
});

test('transferred memory is written as its number', () => {
  const memory = new ArrayBuffer(1000);
  const writer = new v8.Serializer();
  writer.transferArrayBuffer(3, memory);
  writer.writeHeader();
  writer.writeValue({ memory });
  const bytes = writer.releaseBuffer();
  assert.ok(bytes.length < 100);
  const reader = new v8.Deserializer(bytes);
  reader.transferArrayBuffer(3, memory);
  reader.readHeader();
  assert.strictEqual(reader.readValue().memory, memory);
});

test('bytes that make no sense are refused', () => {
  const invalid = { code: 'ERR_INVALID_ARG_TYPE' };
  assert.throws(() => v8.deserialize('text'), invalid);
  assert.throws(() => new v8.Deserializer(), invalid);
  assert.throws(() => new v8.Serializer().writeRawBytes('text'), invalid);
  assert.throws(() => new v8.Serializer().transferArrayBuffer(1, {}), invalid);
  assert.throws(() => v8.Serializer(), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
  assert.throws(() => v8.deserialize(Buffer.alloc(0)), /invalid or unsupported version/);
  assert.throws(() => v8.deserialize(Buffer.from('ff0f5c', 'hex')), /ReadUint32\(\) failed/);
  assert.throws(() => v8.deserialize(Buffer.from('ff0f5c7f00', 'hex')), Error);
  assert.throws(() => new v8.Deserializer(Buffer.alloc(1)).readDouble(), /ReadDouble\(\) failed/);
  const random = Buffer.from('ff0f6f22016149027b02', 'hex');
  for (let i = 0; i < random.length * 256; i++) {
    const broken = Buffer.from(random);
    broken[i >> 8] = i & 255;
    try {
      v8.deserialize(broken);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
});
