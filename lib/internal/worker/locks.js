// LockManager: navigator.locks and worker_threads.locks, across the threads of the process.
// https://w3c.github.io/web-locks/, https://nodejs.org/api/worker_threads.html#class-lockmanager
'use strict';

const { codes } = require('internal/errors');

const native = binding('locks');
const internal = Symbol('internal');

const kGranted = 0;
const kUnavailable = 1;

/** Requests that are not over, by number. */
const requests = new Map();

function exception(message, name) {
  const { DOMException } = require('internal/domexception');
  return new DOMException(message, name);
}

/** https://w3c.github.io/web-locks/#lock */
class Lock {
  #name;
  #mode;

  constructor(key, name, mode) {
    if (key !== internal) throw new codes.ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#mode = mode;
  }

  get name() { return this.#name; }

  /** @returns {'exclusive' | 'shared'} */
  get mode() { return this.#mode; }
}

/** Calls the program with the lock, or with null; `over` is called when what it returned has settled. */
function call(request, lock, over) {
  let result;
  try {
    result = Promise.resolve(request.callback(lock));
  } catch (error) {
    result = Promise.reject(error);
  }
  result.then((value) => {
    over();
    request.resolve(value);
  }, (error) => {
    over();
    request.reject(error);
  });
}

function onEvent(id, event) {
  const request = requests.get(id);
  if (request === undefined) return;
  request.unlisten?.();
  if (event === kGranted) {
    call(request, new Lock(internal, request.name, request.mode), () => {
      if (requests.delete(id)) native.release(id);
    });
    return;
  }
  requests.delete(id);
  if (event === kUnavailable) {
    call(request, null, () => {});
  } else {
    request.reject(exception('The operation was aborted', 'AbortError'));
  }
  native.done();
}

/** Native names are UTF-8: what that can't hold is written as its code units. */
function toNative(name) {
  if (name.isWellFormed() && name[0] !== '\0') return name;
  return `\0${Array.from({ length: name.length }, (_, i) => name.charCodeAt(i).toString(16)).join('.')}`;
}

function fromNative(text) {
  if (text[0] !== '\0') return text;
  return text.slice(1).split('.').map((unit) => String.fromCharCode(parseInt(unit, 16))).join('');
}

let listening = false;

/** What request() was given, checked. https://w3c.github.io/web-locks/#api-lock-manager-request */
function checked(name, options, callback) {
  if (typeof callback !== 'function') throw new codes.ERR_INVALID_ARG_TYPE('callback', 'Function', callback);
  if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  const { ifAvailable = false, mode: given = 'exclusive', signal, steal = false } = options ?? {};
  const mode = `${given}`;
  if (mode !== 'exclusive' && mode !== 'shared') {
    throw new codes.ERR_INVALID_ARG_VALUE('options.mode', given, 'must be \'exclusive\' or \'shared\'');
  }
  if (signal !== undefined) require('internal/validators').validateAbortSignal(signal, 'options.signal');
  const refuse = (message) => { throw exception(message, 'NotSupportedError'); };
  if (name.startsWith('-')) refuse('Lock name may not start with hyphen \'-\'');
  if (steal && ifAvailable) refuse('ifAvailable and steal are mutually exclusive');
  if (steal && mode !== 'exclusive') refuse(`mode: '${mode}' and steal are mutually exclusive`);
  if (signal !== undefined && (steal || ifAvailable)) refuse('signal cannot be used with steal or ifAvailable');
  return { name, mode, ifAvailable: !!ifAvailable, steal: !!steal, signal, callback };
}

class LockManager {
  constructor(key = undefined) {
    if (key !== internal) throw new codes.ERR_ILLEGAL_CONSTRUCTOR();
  }

  /**
   * Calls `callback` with the lock when it is granted, and releases it when what the callback returned has settled.
   * @param {string} name
   * @param {{ mode?: 'exclusive' | 'shared', ifAvailable?: boolean, steal?: boolean, signal?: AbortSignal }} [options]
   * @param {(lock: Lock | null) => any} callback
   * @returns {Promise<any>} as the callback's
   */
  async request(name, options, callback = undefined) {
    name = `${name}`;
    const request = callback === undefined ? checked(name, undefined, options) : checked(name, options, callback);
    const { signal } = request;
    signal?.throwIfAborted();
    if (!listening) native.setCallback(onEvent);
    listening = true;
    return new Promise((resolve, reject) => {
      request.resolve = resolve;
      request.reject = reject;
      const id = native.request(toNative(name), request.mode === 'shared', request.ifAvailable, request.steal);
      requests.set(id, request);
      if (signal === undefined) return;
      const onAbort = () => {
        // Also one that was granted, when the program has not heard of it.
        requests.delete(id);
        native.release(id);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { __proto__: null, once: true });
      const unlisten = () => signal.removeEventListener('abort', onAbort);
      request.unlisten = unlisten;
    });
  }

  /** @returns {Promise<{ held: object[], pending: object[] }>} the locks of the process */
  async query() {
    const { pid } = require('process');
    const list = (flat) => {
      const locks = [];
      for (let i = 0; i < flat.length; i += 3) {
        locks.push({ name: fromNative(flat[i]), mode: flat[i + 1] ? 'shared' : 'exclusive', clientId: `node-${pid}-${flat[i + 2]}` });
      }
      return locks;
    };
    const { 0: held, 1: pending } = native.query();
    return { held: list(held), pending: list(pending) };
  }
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Lock.prototype, {
  name: enumerable,
  mode: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Lock' },
});
Object.defineProperties(LockManager.prototype, {
  request: enumerable,
  query: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'LockManager' },
});

module.exports = { locks: new LockManager(internal), Lock, LockManager };
