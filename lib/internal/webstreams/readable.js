// ReadableStream. https://streams.spec.whatwg.org/#rs-class
'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('internal/errors');
const { fail, mayTransfer, transferable } = require('internal/cloneable');
const { validateAbortSignal } = require('internal/validators');
const { isDisturbedMark, isErroredMark, isReadableMark } = require('internal/streams/kinds');
const { callMethod } = require('internal/webstreams/call');
const { ByteController } = require('internal/webstreams/byte_controller');
const { DefaultController } = require('internal/webstreams/default_controller');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');
const { markHandled, rejected } = require('internal/webstreams/promises');
const { ReadableCore } = require('internal/webstreams/readable_core');
const { ReadableStreamBYOBReader, ReadableStreamDefaultReader } = require('internal/webstreams/readers');
const { checkDictionary, highWaterMarkOf, readStrategy, sizeOf } = require('internal/webstreams/strategies');

/** Says that the constructor is called by this runtime, with a function that sets the core up. */
const internal = Symbol('internal');

/**
 * The core of a ReadableStream.
 * @type {(value: unknown) => ReadableCore | undefined}
 */
let readableCore;

class ReadableStream {
  #core = new ReadableCore(this);

  /**
   * @param {UnderlyingSource} [source]
   * @param {QueuingStrategy} [strategy]
   */
  constructor(source = undefined, strategy = undefined) {
    if (source === internal) return;
    if (source === null || (source !== undefined && typeof source !== 'object' && typeof source !== 'function')) {
      throw new ERR_INVALID_ARG_TYPE('source', 'Object', source);
    }
    openFromSource(this.#core, source, readStrategy(strategy));
  }

  static {
    readableCore = (value) =>
      (typeof value === 'object' && value !== null && #core in value ? value.#core : undefined);
  }

  /** @returns {boolean} whether a reader, a pipe or an iteration holds the stream */
  get locked() {
    if (!ReadableStream.#is(this)) throw new ERR_INVALID_THIS('ReadableStream');
    return this.#core.locked;
  }

  /**
   * @param {Iterable<any> | AsyncIterable<any>} iterable
   * @returns {ReadableStream}
   */
  static from(iterable) {
    return require('internal/webstreams/from').from(iterable, openInternal);
  }

  /**
   * @param {unknown} [reason]
   * @returns {Promise<void>}
   */
  cancel(reason = undefined) {
    if (!ReadableStream.#is(this)) return rejected(new ERR_INVALID_THIS('ReadableStream'));
    if (this.#core.locked) return rejected(new ERR_INVALID_STATE.TypeError('ReadableStream is locked'));
    return this.#core.cancel(reason);
  }

  /**
   * @param {{ mode?: 'byob' }} [options]
   * @returns {ReadableStreamDefaultReader | ReadableStreamBYOBReader}
   */
  getReader(options = undefined) {
    if (!ReadableStream.#is(this)) throw new ERR_INVALID_THIS('ReadableStream');
    checkDictionary(options, 'options');
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    return new ReadableStreamBYOBReader(this);
  }

  /**
   * @param {{ readable: ReadableStream, writable: WritableStream }} transform
   * @param {{ preventClose?: boolean, preventAbort?: boolean, preventCancel?: boolean, signal?: AbortSignal }} [options]
   * @returns {ReadableStream} transform.readable
   */
  pipeThrough(transform, options = undefined) {
    if (!ReadableStream.#is(this)) throw new ERR_INVALID_THIS('ReadableStream');
    const readable = transform?.readable;
    if (readableCore(readable) === undefined) {
      throw new ERR_INVALID_ARG_TYPE('transform.readable', 'ReadableStream', readable);
    }
    const dest = checkWritable(transform.writable);
    const checked = readPipeOptions(options);
    checkUnlocked(this.#core, dest);
    markHandled(require('internal/webstreams/pipe').pipe(this.#core, dest, checked));
    return readable;
  }

  /**
   * @param {WritableStream} destination
   * @param {{ preventClose?: boolean, preventAbort?: boolean, preventCancel?: boolean, signal?: AbortSignal }} [options]
   * @returns {Promise<void>}
   */
  pipeTo(destination, options = undefined) {
    try {
      if (!ReadableStream.#is(this)) throw new ERR_INVALID_THIS('ReadableStream');
      const dest = checkWritable(destination);
      const checked = readPipeOptions(options);
      checkUnlocked(this.#core, dest);
      return require('internal/webstreams/pipe').pipe(this.#core, dest, checked);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {[ReadableStream, ReadableStream]} both give what this one does */
  tee() {
    if (!ReadableStream.#is(this)) throw new ERR_INVALID_THIS('ReadableStream');
    if (this.#core.locked) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
    return require('internal/webstreams/tee').tee(this.#core, openBranch);
  }

  /**
   * @param {{ preventCancel?: boolean }} [options]
   * @returns {AsyncIterableIterator<any>}
   */
  values(options = undefined) {
    if (!ReadableStream.#is(this)) throw new ERR_INVALID_THIS('ReadableStream');
    checkDictionary(options, 'options');
    const preventCancel = !!options?.preventCancel;
    if (this.#core.locked) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
    return require('internal/webstreams/iterate').iterate(this.#core, preventCancel);
  }

  [mayTransfer]() {
    if (this.#core.locked) fail('Cannot transfer a locked ReadableStream');
  }

  [transferable]() {
    const port = require('internal/webstreams/transfer').sendReadable(this.#core);
    return ['ReadableStream', { port }, [port]];
  }

  get [isDisturbedMark]() {
    return this.#core.disturbed;
  }

  get [isErroredMark]() {
    return this.#core.state === 'errored';
  }

  get [isReadableMark]() {
    return this.#core.state === 'readable';
  }

  [inspectCustom](depth, options) {
    const core = this.#core;
    return inspectAs('ReadableStream', {
      locked: core.locked, state: core.state, supportsBYOB: core.controller instanceof ByteController,
    }, depth, options);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #core in value;
  }
}
describeInterface(ReadableStream, ['cancel', 'getReader', 'locked', 'pipeThrough', 'pipeTo', 'tee', 'values'], ['from']);
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  __proto__: null, configurable: true, writable: true, value: ReadableStream.prototype.values,
});

function checkWritable(value) {
  const core = require('internal/webstreams/writable').writableCore(value);
  if (core === undefined) throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', value);
  return core;
}

function readPipeOptions(options) {
  checkDictionary(options, 'options');
  const preventAbort = !!options?.preventAbort;
  const preventCancel = !!options?.preventCancel;
  const preventClose = !!options?.preventClose;
  const signal = options?.signal;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return { preventAbort, preventCancel, preventClose, signal };
}

function checkUnlocked(source, dest) {
  if (source.locked) throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
  if (dest.locked) throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
}

/** A member of a source that is to be called. */
function takeFunction(source, name) {
  const value = source?.[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'function') throw new ERR_INVALID_ARG_TYPE(`source.${name}`, 'Function', value);
  return value;
}

/** Web IDL's [EnforceRange] unsigned long long, and not 0. */
function toChunkSize(given) {
  if (given === undefined) return undefined;
  const size = Math.trunc(+given);
  if (!(size >= 1 && size <= Number.MAX_SAFE_INTEGER)) {
    throw new ERR_INVALID_ARG_VALUE('source.autoAllocateChunkSize', given);
  }
  return size;
}

/** https://streams.spec.whatwg.org/#rs-constructor */
function openFromSource(core, source, strategy) {
  const given = source?.autoAllocateChunkSize;
  const cancel = takeFunction(source, 'cancel');
  const pull = takeFunction(source, 'pull');
  const start = takeFunction(source, 'start');
  const type = source?.type;
  let controller;
  if (type !== undefined && `${type}` === 'bytes') {
    if (strategy.size !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', strategy.size);
    const highWaterMark = highWaterMarkOf(strategy, 0);
    controller = new ByteController(core, source, pull, cancel, highWaterMark, toChunkSize(given));
  } else {
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE('source.type', type);
    const highWaterMark = highWaterMarkOf(strategy, 1);
    controller = new DefaultController(core, source, pull, cancel, highWaterMark, sizeOf(strategy));
  }
  controller.begin(start === undefined ? undefined : callMethod(start, source, controller.object));
}

/**
 * A stream of this runtime, not begun: its controller's `begin` or `beginNow` is to be called.
 * @param {{ pull?: Function, cancel?: Function }} source
 * @param {number} highWaterMark
 * @param {Function} [size]
 * @returns {ReadableCore}
 */
function prepare(source, highWaterMark, size = undefined) {
  const core = readableCore(new ReadableStream(internal));
  new DefaultController(core, source, source.pull, source.cancel, highWaterMark, size);
  return core;
}

/** As `prepare`, of bytes. */
function prepareBytes(source, highWaterMark, autoAllocateChunkSize = undefined) {
  const core = readableCore(new ReadableStream(internal));
  new ByteController(core, source, source.pull, source.cancel, highWaterMark, autoAllocateChunkSize);
  return core;
}

/** As `prepare`; begins in a microtask. */
function openInternal(source, highWaterMark) {
  const core = prepare(source, highWaterMark);
  core.controller.begin(undefined);
  return core;
}

function openBranch(source, isBytes) {
  const core = isBytes ? prepareBytes(source, 0) : prepare(source, 1);
  core.controller.begin(undefined);
  return core;
}

/**
 * The operation behind tee(), which fetch and the like need with copies for the second branch.
 * @param {ReadableStream} stream
 * @param {boolean} [cloneForBranch2]
 * @returns {[ReadableStream, ReadableStream]}
 */
function ReadableStreamTee(stream, cloneForBranch2 = false) {
  const core = readableCore(stream);
  if (core === undefined) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
  require('internal/validators').validateBoolean(cloneForBranch2, 'cloneForBranch2');
  if (core.locked) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
  return require('internal/webstreams/tee').tee(core, openBranch, cloneForBranch2);
}

module.exports = { ReadableStream, ReadableStreamTee, openInternal, prepare, prepareBytes, readableCore };
