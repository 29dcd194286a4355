// async_hooks: ids of asynchronous resources, which of them executes, and hooks that are told of their lives.
// https://nodejs.org/api/async_hooks.html
//
// While no hook is enabled an id is two counters, and deferred callbacks aren't touched.
'use strict';
const { codes } = require('internal/errors');

/** The id that belongs to the program's first turn. */
const bootstrapId = 1;

/** What code outside of this file looks at before it calls anything here. */
const state = {
  /** Whether any hook is enabled: deferred callbacks are then attached. */
  active: false,
};

let lastId = bootstrapId;
let executionId = bootstrapId;
let triggerId = 0;
let executionResource = {};

/** Enabled hooks; replaced, never changed, as they may be enabled and disabled while they are told of something. */
let enabledHooks = [];

function newId() {
  return ++lastId;
}

function executionAsyncId() {
  return executionId;
}

function triggerAsyncId() {
  return triggerId;
}

function executionAsyncResource() {
  return executionResource;
}

/** A hook that throws ends the process: there is nobody to whom the error could go. */
function fatal(error) {
  const process = require('process');
  const text = error?.stack ?? error;
  process._rawDebug(typeof text === 'string' ? text : require('internal/util/inspect').inspect(text));
  process.exit(1);
}

function tell(event, a, b, c, d) {
  const hooks = enabledHooks;
  for (let i = 0; i < hooks.length; i++) {
    const callback = hooks[i].callbacks[event];
    if (callback === undefined) continue;
    try {
      Reflect.apply(callback, hooks[i].hook, event === 'init' ? [a, b, c, d] : [a]);
    } catch (error) {
      fatal(error);
    }
  }
}

function emitInit(id, type, trigger, resource) {
  if (state.active) tell('init', id, type, trigger, resource);
}

/** Emits 'destroy' once the current callback is over. */
function emitDestroy(id) {
  destroyLater(id);
}

/**
 * Calls a function as the execution of a resource.
 * @param {number} id
 * @param {number} trigger
 * @param {object} resource
 * @param {Function} fn
 * @param {unknown} thisArg
 * @param {unknown[]} args
 * @returns {unknown}
 */
function runAs(id, trigger, resource, fn, thisArg, args) {
  const before = executionId;
  const beforeTrigger = triggerId;
  const beforeResource = executionResource;
  executionId = id;
  triggerId = trigger;
  executionResource = resource;
  try {
    if (state.active) tell('before', id);
    return Reflect.apply(fn, thisArg, args);
  } finally {
    if (state.active) tell('after', id);
    executionId = before;
    triggerId = beforeTrigger;
    executionResource = beforeResource;
  }
}

/** The ids of attached callbacks. */
let attachedIds;

/**
 * Makes a deferred callback a resource of its own: hooks are told when it is made, runs and is done with. Only while
 * `state.active`.
 * @param {string} type 'TickObject', 'Timeout', 'Immediate'
 * @param {object} resource
 * @param {Function} callback
 * @param {boolean} once it is done with when it has run
 * @returns {Function} to be called in its place
 */
function attach(type, resource, callback, once) {
  const id = newId();
  const trigger = executionId;
  emitInit(id, type, trigger, resource);
  function attached(...args) {
    try {
      return runAs(id, trigger, resource, callback, this, args);
    } finally {
      if (once) release(attached);
    }
  }
  attachedIds ??= new WeakMap();
  attachedIds.set(attached, id);
  return attached;
}

/** Tells hooks, in a later turn, that an attached callback won't be called any more. */
function release(callback) {
  const id = typeof callback === 'function' ? attachedIds?.get(callback) : undefined;
  if (id === undefined) return;
  attachedIds.delete(callback);
  destroyLater(id);
}

let destroyed = [];

function emitDestroyed() {
  const ids = destroyed;
  destroyed = [];
  for (let i = 0; i < ids.length; i++) tell('destroy', ids[i]);
}

function destroyLater(id) {
  if (!state.active) return;
  if (destroyed.length === 0) binding('realm').enqueueMicrotask(emitDestroyed);
  destroyed.push(id);
}

// Promises by their ids; kept only of those that were made while a hook was enabled.
let promiseIds;
const running = [];

/** A promise that a hook saw: its id and that of what made it. */
function identify(promise, trigger) {
  const ids = { id: newId(), trigger };
  promiseIds.set(promise, ids);
  return ids;
}

function promiseInit(promise, parent) {
  let trigger = executionId;
  if (parent !== undefined) trigger = (promiseIds.get(parent) ?? identify(parent, executionId)).id;
  const { id } = identify(promise, trigger);
  emitInit(id, 'PROMISE', trigger, promise);
}

function promiseBefore(promise) {
  // One that is older than the hook gets its id now.
  const ids = promiseIds.get(promise) ?? identify(promise, executionId);
  running.push(executionId, triggerId, executionResource);
  executionId = ids.id;
  triggerId = ids.trigger;
  executionResource = promise;
  tell('before', ids.id);
}

function promiseAfter(promise) {
  const ids = promiseIds.get(promise);
  if (ids !== undefined) tell('after', ids.id);
  if (running.length === 0) return;
  executionResource = running.pop();
  triggerId = running.pop();
  executionId = running.pop();
}

function promiseResolve(promise) {
  const ids = promiseIds.get(promise);
  if (ids !== undefined) tell('promiseResolve', ids.id);
}

function update(hooks) {
  enabledHooks = hooks;
  state.active = hooks.length > 0;
  let wantsPromises = false;
  for (let i = 0; i < hooks.length; i++) {
    if (hooks[i].trackPromises) wantsPromises = true;
  }
  if (wantsPromises) {
    promiseIds ??= new WeakMap();
    binding('util').setPromiseHooks(promiseInit, promiseBefore, promiseAfter, promiseResolve);
  } else if (promiseIds !== undefined) {
    binding('util').setPromiseHooks(undefined, undefined, undefined, undefined);
  }
}

/** A set of callbacks that createHook made. */
class AsyncHook {
  #entry;

  constructor(callbacks, trackPromises) {
    this.#entry = { hook: this, callbacks, trackPromises };
  }

  /** @returns {AsyncHook} */
  enable() {
    if (!enabledHooks.includes(this.#entry)) update([...enabledHooks, this.#entry]);
    return this;
  }

  /** @returns {AsyncHook} */
  disable() {
    if (enabledHooks.includes(this.#entry)) update(enabledHooks.filter((entry) => entry !== this.#entry));
    return this;
  }
}

/**
 * @param {{ init?: Function, before?: Function, after?: Function, destroy?: Function, promiseResolve?: Function,
 *   trackPromises?: boolean }} callbacks
 * @returns {AsyncHook} not enabled yet
 * @throws {TypeError} ERR_ASYNC_CALLBACK
 */
function createHook({ init, before, after, destroy, promiseResolve: resolved, trackPromises }) {
  const callbacks = { init, before, after, destroy, promiseResolve: resolved };
  for (const name of Object.keys(callbacks)) {
    if (callbacks[name] !== undefined && typeof callbacks[name] !== 'function') {
      throw new codes.ERR_ASYNC_CALLBACK(`hook.${name}`);
    }
  }
  if (trackPromises !== undefined) require('internal/validators').validateBoolean(trackPromises, 'trackPromises');
  if (trackPromises === false && resolved !== undefined) {
    throw new codes.ERR_INVALID_ARG_VALUE('trackPromises', trackPromises, 'must not be false when promiseResolve is enabled');
  }
  return new AsyncHook(callbacks, trackPromises ?? true);
}

module.exports = {
  attach,
  createHook,
  emitDestroy,
  emitInit,
  executionAsyncId,
  executionAsyncResource,
  newId,
  release,
  runAs,
  state,
  triggerAsyncId,
};
