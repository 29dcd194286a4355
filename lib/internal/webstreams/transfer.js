// Streams that move to another realm or thread: what is left here and what arrives there talk over a pair of ports.
// https://streams.spec.whatwg.org/#transferrable-streams
//
// The messages are { type: 'pull' } from the reading end, { type: 'chunk' | 'close' | 'error', value } from the writing
// one, and { type: 'error', value } from either.
'use strict';

const { fail } = require('internal/cloneable');
const { Deferred, markHandled, rejected, resolved, then } = require('internal/webstreams/promises');

/** Sends a message; where the value can't be copied, that it can't. @returns {unknown} the error, or undefined */
function post(port, type, value) {
  try {
    port.postMessage({ type, value });
    return undefined;
  } catch (error) {
    tryPost(port, 'error', error);
    return error ?? new TypeError('The value could not be cloned');
  }
}

/** Sends a message that may get lost. */
function tryPost(port, type, value) {
  try {
    port.postMessage({ type, value });
  } catch {
    // The other end will see that the channel is closed.
  }
}

/** What a message that could not be read becomes. */
function unreadable() {
  const { DOMException } = require('internal/domexception');
  return new DOMException('Internal transferred ReadableStream error', 'DataCloneError');
}

/** Listens without keeping the process alive. */
function listen(port, onMessage, onError) {
  port.onmessage = (event) => onMessage(event.data);
  port.onmessageerror = onError;
  port.unref();
}

/** The source of a stream whose chunks come over a port. https://streams.spec.whatwg.org/#abstract-opdef-setupcrossrealmtransformreadable */
class PortSource {
  /** @type {import('./default_controller').DefaultController} */
  controller = undefined;
  #port;
  /** Whether what is asked for and has not come keeps the process alive: at the end that was sent away. */
  #keeps;

  constructor(port, keeps) {
    this.#port = port;
    this.#keeps = keeps;
    listen(port, (message) => this.#receive(message), () => {
      const error = unreadable();
      tryPost(port, 'error', error);
      this.controller.error(error);
      port.close();
    });
  }

  #receive({ type, value }) {
    const { controller } = this;
    if (this.#keeps) this.#port.unref();
    if (type === 'chunk') {
      if (controller.canEnqueue) controller.enqueue(value);
    } else if (type === 'close') {
      if (controller.canEnqueue) controller.close();
      this.#port.close();
    } else if (type === 'error') {
      controller.error(value);
      this.#port.close();
    }
  }

  pull() {
    if (this.#keeps) this.#port.ref();
    this.#port.postMessage({ type: 'pull' });
  }

  cancel(reason) {
    const error = post(this.#port, 'error', reason);
    this.#port.close();
    return error === undefined ? undefined : rejected(error);
  }
}

/** The sink of a stream whose chunks go over a port. https://streams.spec.whatwg.org/#abstract-opdef-setupcrossrealmtransformwritable */
class PortSink {
  /** @type {import('./writable_core').WritableController} */
  controller = undefined;
  #port;
  /** Fulfilled when the other end wants a chunk; undefined when it does. @type {Deferred | undefined} */
  #backpressure = new Deferred();
  /** As PortSource has it, of a chunk that is to be sent. */
  #keeps;

  constructor(port, keeps) {
    this.#port = port;
    this.#keeps = keeps;
    listen(port, (message) => this.#receive(message), () => {
      const error = unreadable();
      tryPost(port, 'error', error);
      this.controller.errorIfNeeded(error);
      this.#release();
      port.close();
    });
  }

  #receive({ type, value }) {
    if (type === 'error') this.controller.errorIfNeeded(value);
    if (type === 'pull' || type === 'error') this.#release();
  }

  #release() {
    const backpressure = this.#backpressure;
    this.#backpressure = undefined;
    backpressure?.resolve(undefined);
  }

  write(chunk) {
    const wanted = this.#backpressure === undefined ? resolved(undefined) : this.#backpressure.promise;
    if (this.#keeps) this.#port.ref();
    return then(wanted, () => {
      if (this.#keeps) this.#port.unref();
      this.#backpressure = new Deferred();
      const error = post(this.#port, 'chunk', chunk);
      if (error === undefined) return undefined;
      this.#port.close();
      throw error;
    });
  }

  close() {
    tryPost(this.#port, 'close', undefined);
    this.#port.close();
  }

  abort(reason) {
    const error = post(this.#port, 'error', reason);
    this.#port.close();
    return error === undefined ? undefined : rejected(error);
  }
}

/**
 * @param {object} port
 * @param {boolean} [keeps] whether reading keeps the process alive
 * @returns {import('./readable_core').ReadableCore} of what comes over the port
 */
function readableFrom(port, keeps = true) {
  const source = new PortSource(port, keeps);
  const core = require('internal/webstreams/readable').prepare(source, 0);
  source.controller = core.controller;
  core.controller.begin(undefined);
  return core;
}

/**
 * @param {object} port
 * @param {boolean} [keeps] whether writing keeps the process alive
 * @returns {import('./writable_core').WritableCore} of what goes over the port
 */
function writableTo(port, keeps = true) {
  const sink = new PortSink(port, keeps);
  const core = require('internal/webstreams/writable').prepare(sink, 1);
  sink.controller = core.controller;
  core.controller.begin(undefined);
  return core;
}

const plainPipe = { preventAbort: false, preventCancel: false, preventClose: false, signal: undefined };

/** Pipes for as long as both ends live; who is to know of a failure knows it from the streams. */
function pipeQuietly(source, dest) {
  markHandled(require('internal/webstreams/pipe').pipe(source, dest, plainPipe));
}

/** @returns {[object, object]} */
function channel() {
  const { port1, port2 } = new (require('internal/messaging/port').MessageChannel)();
  return [port1, port2];
}

/**
 * Sends a ReadableStream away.
 * @param {import('./readable_core').ReadableCore} core is locked
 * @returns {object} the port that goes along
 */
function sendReadable(core) {
  if (core.locked) fail('Cannot transfer a locked ReadableStream');
  const [here, there] = channel();
  pipeQuietly(core, writableTo(here, false));
  return there;
}

/**
 * Sends a WritableStream away.
 * @param {import('./writable_core').WritableCore} core is locked
 * @returns {object} the port that goes along
 */
function sendWritable(core) {
  if (core.locked) fail('Cannot transfer a locked WritableStream');
  const [here, there] = channel();
  pipeQuietly(readableFrom(here, false), core);
  return there;
}

module.exports = { readableFrom, sendReadable, sendWritable, writableTo };
