// TransformStream and its controller. https://streams.spec.whatwg.org/#ts-class
'use strict';

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { fail, mayTransfer, transferable } = require('internal/cloneable');
const { callMethod } = require('internal/webstreams/call');
const { pulledLater } = require('internal/webstreams/pulling_controller');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');
const { Deferred, later, rejected, resolved, then } = require('internal/webstreams/promises');
const readable = require('internal/webstreams/readable');
const { checkDictionary, highWaterMarkOf, readStrategy, sizeOf } = require('internal/webstreams/strategies');
const writable = require('internal/webstreams/writable');
const { writtenLater } = require('internal/webstreams/writable_core');

const internal = Symbol('internal');

/**
 * What joins the two sides: the sink of the writable one and the source of the readable one.
 *
 * A chunk is transformed when the readable side wants one; until then its write is held back.
 */
class TransformCore {
  /** @type {import('./readable_core').ReadableCore} */
  readable;
  /** @type {import('./writable_core').WritableCore} */
  writable;
  object = undefined;
  backpressure = true;
  #transformer;
  #transform;
  #flush;
  #cancel;
  #controllerObject = undefined;
  /** Whether a chunk waits for the readable side. */
  #holding = false;
  #held = undefined;
  /** Whether the readable side has asked and was not answered. */
  #asked = false;
  /** Set when one of the sides is on its way to the end. @type {Deferred | undefined} */
  #finishing = undefined;

  /**
   * @param {object} transformer what the functions are called on
   * @param {{ transform?: Function, flush?: Function, cancel?: Function }} functions
   * @param {{ highWaterMark: number, size?: Function }} writableStrategy
   * @param {{ highWaterMark: number, size?: Function }} readableStrategy
   */
  constructor(transformer, functions, writableStrategy, readableStrategy) {
    this.#transformer = transformer;
    this.#transform = functions.transform;
    this.#flush = functions.flush;
    this.#cancel = functions.cancel;
    this.writable = writable.prepare({
      write: (chunk) => this.#write(chunk),
      close: () => this.#close(),
      abort: (reason) => this.#abort(reason),
    }, writableStrategy.highWaterMark, writableStrategy.size);
    this.readable = readable.prepare({
      pull: () => this.#pull(),
      cancel: (reason) => this.#cancelled(reason),
    }, readableStrategy.highWaterMark, readableStrategy.size);
  }

  /** What the transformer is given: a controller, or, where it is this runtime's own, this. */
  get controllerObject() {
    return this.#controllerObject ??= new TransformStreamDefaultController(internal, this);
  }

  /** Makes the transformer one of this runtime's own. */
  useCore() {
    this.#controllerObject = this;
  }

  /** Both sides wait for what `start` returned, each as for a promise of another: a cancel or an error may come before. */
  begin(startResult) {
    const { promise, resolve } = new Deferred();
    resolve(resolved(startResult));
    this.writable.controller.begin(promise);
    this.readable.controller.begin(promise);
  }

  #forget() {
    this.#transform = undefined;
    this.#flush = undefined;
    this.#cancel = undefined;
    this.#transformer = undefined;
  }

  // The transformer's side.

  enqueue(chunk) {
    const { controller } = this.readable;
    if (!controller.canEnqueue) throw new ERR_INVALID_STATE.TypeError('Unable to enqueue');
    try {
      controller.enqueue(chunk);
    } catch (error) {
      this.#failWritable(error);
      throw this.readable.storedError;
    }
    if (!this.backpressure && controller.hasBackpressure) {
      this.backpressure = true;
      this.#answerPull();
    }
  }

  error(reason) {
    this.readable.controller.error(reason);
    this.#failWritable(reason);
  }

  terminate() {
    const { controller } = this.readable;
    if (controller.canEnqueue) controller.close();
    this.#failWritable(new ERR_INVALID_STATE.TypeError('TransformStream has been terminated'));
  }

  #failWritable(reason) {
    this.#forget();
    this.writable.controller.errorIfNeeded(reason);
    this.#unblock();
  }

  #unblock() {
    if (this.backpressure) this.#wantMore();
  }

  /** The readable side wants a chunk: one that is held is transformed now. */
  #wantMore() {
    this.backpressure = false;
    if (this.#holding) later(() => this.#writeHeld());
  }

  #writeHeld() {
    if (!this.#holding) return;
    const chunk = this.#held;
    this.#holding = false;
    this.#held = undefined;
    const { controller, state, storedError } = this.writable;
    if (state === 'erroring') controller.writeFailed(storedError);
    else controller.settle(this.#perform(chunk));
  }

  #perform(chunk) {
    const transform = this.#transform;
    try {
      if (transform === undefined) {
        this.enqueue(chunk);
        return undefined;
      }
      const result = callMethod(transform, this.#transformer, chunk, this.controllerObject);
      if (typeof result !== 'object' && typeof result !== 'function') return undefined;
      return then(resolved(result), undefined, (reason) => {
        this.error(reason);
        return rejected(reason);
      });
    } catch (error) {
      this.error(error);
      return rejected(error);
    }
  }

  #answerPull() {
    if (!this.#asked) return;
    this.#asked = false;
    const { controller } = this.readable;
    // What was asked for meanwhile is not looked at within the transformer's call.
    if (controller.pullAgain) later(() => controller.pulled());
    else controller.pulled();
  }

  // As the sink of the writable side.

  #write(chunk) {
    if (!this.backpressure) return this.#perform(chunk);
    this.#holding = true;
    this.#held = chunk;
    return writtenLater;
  }

  #close() {
    if (this.#finishing !== undefined) return this.#finishing.promise;
    const finishing = this.#finishing = new Deferred();
    const result = this.#callLast(this.#flush, this.controllerObject);
    then(result, () => {
      if (this.readable.state === 'errored') {
        finishing.reject(this.readable.storedError);
      } else {
        const { controller } = this.readable;
        if (controller.canEnqueue) controller.close();
        finishing.resolve(undefined);
      }
    }, (reason) => {
      this.readable.controller.error(reason);
      finishing.reject(reason);
    });
    return finishing.promise;
  }

  #abort(reason) {
    if (this.#finishing !== undefined) return this.#finishing.promise;
    const finishing = this.#finishing = new Deferred();
    const result = this.#callLast(this.#cancel, reason);
    then(result, () => {
      if (this.readable.state === 'errored') {
        finishing.reject(this.readable.storedError);
      } else {
        this.readable.controller.error(reason);
        finishing.resolve(undefined);
      }
    }, (error) => {
      this.readable.controller.error(error);
      finishing.reject(error);
    });
    return finishing.promise;
  }

  /** Calls flush or cancel, after which no function of the transformer is called. @returns {Promise<any>} */
  #callLast(fn, argument) {
    const transformer = this.#transformer;
    let result;
    if (fn === undefined) {
      result = resolved(undefined);
    } else {
      // Followed as a promise of another: what a side has failed with meanwhile is seen.
      const { promise, resolve, reject } = new Deferred();
      try {
        resolve(callMethod(fn, transformer, argument));
      } catch (error) {
        reject(error);
      }
      result = promise;
    }
    this.#forget();
    return result;
  }

  // As the source of the readable side.

  #pull() {
    this.#asked = true;
    this.#wantMore();
    return pulledLater;
  }

  #cancelled(reason) {
    if (this.#finishing !== undefined) return this.#finishing.promise;
    const finishing = this.#finishing = new Deferred();
    const result = this.#callLast(this.#cancel, reason);
    then(result, () => {
      if (this.writable.state === 'errored') {
        finishing.reject(this.writable.storedError);
      } else {
        this.writable.controller.errorIfNeeded(reason);
        this.#unblock();
        finishing.resolve(undefined);
      }
    }, (error) => {
      this.writable.controller.errorIfNeeded(error);
      this.#unblock();
      finishing.reject(error);
    });
    return finishing.promise;
  }
}

/** A member of a transformer that is to be called. */
function takeFunction(transformer, name) {
  const value = transformer?.[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'function') throw new ERR_INVALID_ARG_TYPE(`transformer.${name}`, 'Function', value);
  return value;
}

/** A TransformStream with a core of this runtime. @type {(core: TransformCore) => TransformStream} */
let publish;

class TransformStream {
  /** @type {TransformCore} */
  #core;

  /**
   * @param {Transformer} [transformer]
   * @param {QueuingStrategy} [writableStrategy]
   * @param {QueuingStrategy} [readableStrategy]
   */
  constructor(transformer = undefined, writableStrategy = undefined, readableStrategy = undefined) {
    if (transformer === internal) {
      this.#core = writableStrategy;
      return;
    }
    if (transformer === null ||
        (transformer !== undefined && typeof transformer !== 'object' && typeof transformer !== 'function')) {
      throw new ERR_INVALID_ARG_TYPE('transformer', 'Object', transformer);
    }
    const writableSide = readStrategy(writableStrategy, 'writableStrategy');
    const readableSide = readStrategy(readableStrategy, 'readableStrategy');
    checkDictionary(transformer, 'transformer');
    const cancel = takeFunction(transformer, 'cancel');
    const flush = takeFunction(transformer, 'flush');
    const readableType = transformer?.readableType;
    const start = takeFunction(transformer, 'start');
    const transform = takeFunction(transformer, 'transform');
    const writableType = transformer?.writableType;
    if (readableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.readableType', readableType);
    }
    if (writableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.writableType', writableType);
    }
    const readableMark = highWaterMarkOf(readableSide, 0);
    const writableMark = highWaterMarkOf(writableSide, 1);
    const core = this.#core = new TransformCore(
      transformer, { cancel, flush, transform },
      { highWaterMark: writableMark, size: sizeOf(writableSide) },
      { highWaterMark: readableMark, size: sizeOf(readableSide) });
    core.object = this;
    core.begin(start === undefined ? undefined : callMethod(start, transformer, core.controllerObject));
  }

  static {
    publish = (core) => new TransformStream(internal, core);
  }

  /** @returns {ReadableStream} */
  get readable() {
    if (!TransformStream.#is(this)) throw new ERR_INVALID_THIS('TransformStream');
    return this.#core.readable.object;
  }

  /** @returns {WritableStream} */
  get writable() {
    if (!TransformStream.#is(this)) throw new ERR_INVALID_THIS('TransformStream');
    return this.#core.writable.object;
  }

  [mayTransfer]() {
    if (this.#core.readable.locked) fail('Cannot transfer a locked ReadableStream');
    if (this.#core.writable.locked) fail('Cannot transfer a locked WritableStream');
  }

  [transferable]() {
    this[mayTransfer]();
    const { sendReadable, sendWritable } = require('internal/webstreams/transfer');
    const readablePort = sendReadable(this.#core.readable);
    const writablePort = sendWritable(this.#core.writable);
    return ['TransformStream', { readablePort, writablePort }, [readablePort, writablePort]];
  }

  [inspectCustom](depth, options) {
    const core = this.#core;
    return inspectAs('TransformStream', {
      readable: this.readable, writable: this.writable, backpressure: core.backpressure,
    }, depth, options);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #core in value;
  }
}
describeInterface(TransformStream, ['readable', 'writable']);

class TransformStreamDefaultController {
  /** @type {TransformCore} */
  #core;

  constructor(token = undefined, core = undefined) {
    if (token !== internal) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#core = core;
  }

  /** @returns {number | null} how much more the readable side wants; null when it has failed */
  get desiredSize() {
    if (!TransformStreamDefaultController.#is(this)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
    return this.#core.readable.controller.desiredSize;
  }

  /** @param {unknown} [chunk] for the readable side */
  enqueue(chunk = undefined) {
    if (!TransformStreamDefaultController.#is(this)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
    this.#core.enqueue(chunk);
  }

  /** @param {unknown} [reason] that both sides fail with */
  error(reason = undefined) {
    if (!TransformStreamDefaultController.#is(this)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
    this.#core.error(reason);
  }

  /** Ends the readable side; the writable one fails. */
  terminate() {
    if (!TransformStreamDefaultController.#is(this)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
    this.#core.terminate();
  }

  [inspectCustom](depth, options) {
    return inspectAs('TransformStreamDefaultController', { stream: this.#core.object }, depth, options);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #core in value;
  }
}
describeInterface(TransformStreamDefaultController, ['desiredSize', 'enqueue', 'error', 'terminate']);

/**
 * A TransformStream that has come over a pair of ports.
 * @param {{ readablePort: object, writablePort: object }} ports
 * @returns {TransformStream}
 */
function receive({ readablePort, writablePort }) {
  const { readableFrom, writableTo } = require('internal/webstreams/transfer');
  return publish({ readable: readableFrom(readablePort), writable: writableTo(writablePort), backpressure: undefined });
}

/**
 * A transform of this runtime that begins at once. `transform` and `flush` are called with the core, whose `enqueue`
 * gives chunks.
 * @param {{ transform: Function, flush?: Function, cancel?: Function }} transformer
 * @returns {TransformCore}
 */
function openTransform(transformer) {
  const core = new TransformCore(
    transformer, transformer, { highWaterMark: 1, size: undefined }, { highWaterMark: 0, size: undefined });
  core.useCore();
  core.begin(undefined);
  return core;
}

module.exports = {
  TransformStream, TransformStreamDefaultController, openTransform, receive,
};
