// Classes of the runtime whose instances structuredClone and postMessage copy or move in their own way.
// https://html.spec.whatwg.org/multipage/structured-data.html#serializable-objects
//
// To be copied, an instance has a method under `cloneable` that returns [name, data]; the copy is what the reviver of
// that name makes of the copied data. When it returns undefined the instance is copied like any other object. A value
// under the key that isn't a function marks what can't be copied.
//
// To be moved (when it is on the transfer list), an instance has a method under `transferable` that leaves the instance
// empty and returns [name, data, list]; what arrives is what the reviver of that name makes of the data, which is
// copied, but for the objects of `list` (or undefined), which are moved with it. The method runs after the message
// itself has been copied; it may throw a DataCloneError. `mayTransfer`, a method that throws when the instance can't be
// moved now, runs before anything is copied. An instance that is only transferable must be on the list of the message
// that has it.
//
// `unserializable`, true on a prototype, marks what v8.serialize refuses: what stands for something outside of the heap.
//
// In either case the data may hold parcels: native objects made by bindings (runtime::ParcelHolder), which arrive as
// what runtime::Parcel::Open makes of them.
//
// A reviver is found by name in each realm: a class outside the table below is known once its module is loaded, so the
// table tells which module that is.
'use strict';

const cloneable = Symbol('cloneable');
const transferable = Symbol('transferable');
const mayTransfer = Symbol('mayTransfer');
const unserializable = Symbol('unserializable');

/** @type {{ [name: string]: (data: any) => object }} */
const revivers = {
  __proto__: null,
  Blob({ pieces, type }) {
    return new (require('internal/blob/blob').Blob)(pieces, { type });
  },
  File({ pieces, type, name, lastModified }) {
    return new (require('internal/blob/file').File)(pieces, name, { type, lastModified });
  },
  DOMException(data) {
    const { DOMException } = require('internal/domexception');
    return Object.defineProperty(new DOMException(data.message, data.name), 'stack', {
      __proto__: null, value: data.stack, writable: true, configurable: true,
    });
  },
  CryptoKey(data) { return require('internal/crypto/subtle/key').revive(data); },
  FileHandle(parcel) { return new (require('internal/fs/file_handle').FileHandle)(binding('fs').unpack(parcel)); },
  Histogram(data) { return require('internal/perf/histogram').unpack(data); },
  KeyObject(parcel) { return require('internal/crypto/keys').revive(parcel); },
  X509Certificate(parcel) { return require('internal/crypto/x509').revive(parcel); },
  BlockList(rules) {
    const list = new (require('internal/net/block_list').BlockList)();
    list.fromJSON(rules);
    return list;
  },
  SocketAddress(data) { return new (require('internal/net/socket_address').SocketAddress)(data); },
  Environment: (variables) => variables,
  ReadableStream({ port }) { return require('internal/webstreams/transfer').readableFrom(port).object; },
  WritableStream({ port }) { return require('internal/webstreams/transfer').writableTo(port).object; },
  TransformStream(ports) { return require('internal/webstreams/transform').receive(ports); },
  AbortSignal: (sent) => require('internal/abort_transfer').receive(sent),
  'net.Server'(data) { return require('internal/net/transfer').receiveServer(data); },
  'net.Socket'(data) { return require('internal/net/transfer').receiveSocket(data); },
  MessagePort(native) { return require('internal/messaging/port').adopt(native); },
};

/** @throws {DOMException} DataCloneError */
function fail(message) {
  const { DOMException } = require('internal/domexception');
  throw new DOMException(message, 'DataCloneError');
}

function revive(name, data) {
  return revivers[name](data);
}

/**
 * Lets instances of a class be copied or moved; the class has the methods.
 * @param {string} name
 * @param {(data: any) => object} reviver
 */
function defineReviver(name, reviver) {
  revivers[name] = reviver;
}

/** @returns {any[]} for native code (struct Protocol in src/runtime/message.cc) */
function protocol() {
  const { Parcel, Port } = binding('messaging');
  return [cloneable, transferable, revive, fail, Parcel, Port];
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The private symbol that native code looks for, too; most programs mark nothing, and have none. */
let uncloneable;

/**
 * @param {object} object no proxy
 * @returns {boolean}
 */
function isMarkedAsUncloneable(object) {
  return uncloneable !== undefined && object[uncloneable] === true;
}

/**
 * Makes every later attempt to copy the object fail. Nothing happens for primitive values; buffers are copied all the
 * same. https://nodejs.org/api/worker_threads.html#worker_threadsmarkasuncloneableobject
 * @param {unknown} object
 */
function markAsUncloneable(object) {
  if (!isObject(object)) return;
  uncloneable ??= binding('messaging').uncloneableKey();
  try {
    object[uncloneable] = true;
  } catch {
    binding('messaging').markProxyUncloneable(object);
  }
}

/** Objects that must stay where they are. */
const untransferable = new WeakSet();

function refuse() {
  throw new TypeError('ArrayBuffer is not detachable and could not be cloned.');
}

/**
 * Makes every later attempt to transfer the object fail, an ArrayBuffer's own `transfer` among them. Nothing happens for
 * primitive values. https://nodejs.org/api/worker_threads.html#worker_threadsmarkasuntransferableobject
 * @param {unknown} object
 */
function markAsUntransferable(object) {
  if (!isObject(object)) return;
  untransferable.add(object);
  if (!require('internal/util/types').isArrayBuffer(object)) return;
  // Its own methods, since V8 aborts when a buffer with a detach key is told to transfer itself.
  const refusing = { __proto__: null, value: refuse, enumerable: false };
  Object.defineProperties(object, { __proto__: null, transfer: refusing, transferToFixedLength: refusing });
}

/**
 * @param {unknown} object
 * @returns {boolean}
 */
function isMarkedAsUntransferable(object) {
  return isObject(object) && untransferable.has(object);
}

module.exports = {
  cloneable, transferable, mayTransfer, unserializable, defineReviver, fail, protocol,
  isMarkedAsUncloneable, markAsUncloneable, markAsUntransferable, isMarkedAsUntransferable,
};
