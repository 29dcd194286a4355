// node:inspector. https://nodejs.org/api/inspector.html
//
// Sessions with V8's inspector in this very process: profiles, coverage, evaluation. There is no server for debuggers, and of
// scripts only those are told of that were loaded after the first session began.
'use strict';

const EventEmitter = require('events');
const { codes } = require('internal/errors');
const { validateFunction, validateObject, validateString } = require('internal/validators');

/** https://nodejs.org/api/inspector.html#class-inspectorsession */
class Session extends EventEmitter {
  #native;
  #lastId = 0;
  /** Who waits for which answer. */
  #callbacks = new Map();

  /**
   * Connects to the inspector of this thread.
   * @throws {Error} ERR_INSPECTOR_ALREADY_CONNECTED
   */
  connect() {
    if (this.#native !== undefined) throw new codes.ERR_INSPECTOR_ALREADY_CONNECTED('The inspector session');
    this.#native = new (binding('inspector').Session)((text) => this.#receive(text));
  }

  /**
   * Connects a worker to the main thread's inspector, which can't be reached from there.
   * @throws {Error} ERR_INSPECTOR_NOT_WORKER, ERR_INSPECTOR_NOT_AVAILABLE
   */
  connectToMainThread() {
    if (require('worker_threads').isMainThread) throw new codes.ERR_INSPECTOR_NOT_WORKER();
    throw new codes.ERR_INSPECTOR_NOT_AVAILABLE();
  }

  #receive(text) {
    const message = JSON.parse(text);
    if (message.id === undefined) {
      this.emit(message.method, message);
      this.emit('inspectorNotification', message);
      return;
    }
    const callback = this.#callbacks.get(message.id);
    this.#callbacks.delete(message.id);
    if (callback === undefined) return;
    if (message.error) callback(new codes.ERR_INSPECTOR_COMMAND(message.error.code, message.error.message));
    else callback(null, message.result);
  }

  /**
   * Sends a command of the protocol. https://chromedevtools.github.io/devtools-protocol/v8/
   * @param {string} method
   * @param {object | Function} [params] or the callback
   * @param {(error: Error | null, result?: object) => void} [callback]
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   * @throws {Error} ERR_INSPECTOR_NOT_CONNECTED
   */
  post(method, params, callback) {
    validateString(method, 'method');
    if (callback === undefined && typeof params === 'function') {
      callback = params;
      params = null;
    }
    if (params) validateObject(params, 'params');
    if (callback) validateFunction(callback, 'callback');
    if (this.#native === undefined) throw new codes.ERR_INSPECTOR_NOT_CONNECTED();
    const id = ++this.#lastId;
    const message = { id, method };
    if (params) message.params = params;
    if (callback) this.#callbacks.set(id, callback);
    this.#native.dispatch(JSON.stringify(message));
  }

  /** Ends the session; what is still unanswered is told so. */
  disconnect() {
    if (this.#native === undefined) return;
    this.#native.disconnect();
    this.#native = undefined;
    const { nextTick } = require('process');
    for (const callback of this.#callbacks.values()) nextTick(callback, new codes.ERR_INSPECTOR_CLOSED());
    this.#callbacks.clear();
  }
}

/** @returns {undefined} no debugger can connect */
function url() {
  return undefined;
}

/** @throws {Error} ERR_INSPECTOR_NOT_ACTIVE */
function waitForDebugger() {
  throw new codes.ERR_INSPECTOR_NOT_ACTIVE();
}

/** Nothing is open. */
function close() {}

module.exports = { close, url, waitForDebugger, console: require('internal/console/engine'), Session };
