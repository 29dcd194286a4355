// async_hooks: ids of asynchronous resources, which of them executes, and hooks that are told of their lives.
// https://nodejs.org/api/async_hooks.html
//
// A resource is any object that stands for an operation or a handle; it carries its id and that of what caused it. Ids
// are given, and executions noted, from the time that a program first loads node:async_hooks (`state.tracking`); hooks
// are told while one is enabled (`state.active`). Before that nothing is spent but a look at `state`.
//
// Whoever calls a program's callback enters the resource before and leaves it after. A callback that throws isn't left:
// the exception's listeners still run as that resource, and unwind() closes whatever is open then.
'use strict';
const { isStackOverflow } = require('internal/errors/stack_overflow');
const { codes } = require('internal/errors');
const context = require('internal/async/context');

/** What code outside of this file looks at before it calls anything here. */
const state = {
  /** Whether the program may ask for ids. */
  tracking: false,
  /** Whether any hook is enabled. */
  active: false,
};

/** A resource's own id, and that of what caused it. */
const kAsyncId = Symbol('async_id_symbol');
const kTriggerId = Symbol('trigger_async_id_symbol');

/** The id of the program's first turn; between callbacks it is 0. */
const bootstrapId = 1;

let lastId = bootstrapId;
let executionId = bootstrapId;
let triggerId = 0;
const root = {};
let executionResource = root;

/** What was executing before each open resource was entered: id, trigger, resource. */
const stack = [];

/** Enabled hooks; replaced, never changed, as they may be enabled and disabled while they are told of something. */
let enabledHooks = [];
/** How many events are being told, one within another: what they enable and disable counts from the outermost's end. */
let telling = 0;
let nextHooks;
/** Whether any of them wants to know of destruction: what only collection ends is watched then. */
let wantsDestroy = false;

/** The program has loaded node:async_hooks. */
function track() {
  state.tracking = true;
}

/** @returns {number} */
function newId() {
  return ++lastId;
}

/** @returns {number} */
function executionAsyncId() {
  return executionId;
}

/** @returns {number} */
function triggerAsyncId() {
  return triggerId;
}

/** @returns {object} */
function executionAsyncResource() {
  return executionResource;
}

/** A hook that throws ends the process: there is nobody to whom the error could go. */
function fatal(error) {
  const process = require('process');
  const aborts = require('internal/options').get('--abort-on-uncaught-exception');
  const text = error?.stack ?? error;
  process._rawDebug(typeof text === 'string' ? text : require('internal/util/inspect').inspect(text));
  if (aborts) process.abort();
  process.exit(1);
}

function tell(event, a, b, c, d) {
  const hooks = enabledHooks;
  telling++;
  for (let i = 0; i < hooks.length; i++) {
    const callback = hooks[i].callbacks[event];
    if (callback === undefined) continue;
    try {
      Reflect.apply(callback, hooks[i].hook, event === 'init' ? [a, b, c, d] : [a]);
    } catch (error) {
      // A full stack is the fault of whoever filled it, who can catch it.
      if (isStackOverflow(error)) {
        telling--;
        throw error;
      }
      fatal(error);
    }
  }
  if (--telling === 0 && nextHooks !== undefined) {
    const next = nextHooks;
    nextHooks = undefined;
    update(next);
  }
}

function emitInit(id, type, trigger, resource) {
  if (state.active) tell('init', id, type, trigger, resource);
}

/**
 * A resource comes to be. Only while `state.tracking`.
 * @param {object} resource gets an id
 * @param {string} type 'TCPWRAP', 'Timeout' ...
 * @param {number} [trigger] the id of what caused it
 */
function initialize(resource, type, trigger = executionId) {
  const id = ++lastId;
  resource[kAsyncId] = id;
  resource[kTriggerId] = trigger;
  if (state.active) tell('init', id, type, trigger, resource);
}

/** @returns {number} the resource's id; 0 for one that was made before ids were asked for */
function idOf(resource) {
  return resource?.[kAsyncId] ?? 0;
}

/**
 * A callback of `resource` is about to be called. Only while `state.tracking`.
 * @param {object} resource
 */
function enter(resource) {
  let id = resource[kAsyncId];
  if (id === undefined) {
    // Older than the program's interest in ids: it gets one now.
    id = resource[kAsyncId] = ++lastId;
    resource[kTriggerId] = 0;
  }
  stack.push(executionId, triggerId, executionResource);
  executionId = id;
  triggerId = resource[kTriggerId];
  executionResource = resource;
  if (state.active) tell('before', id);
}

function restore() {
  if (stack.length === 0) {
    executionId = 0;
    triggerId = 0;
    executionResource = root;
    return;
  }
  executionResource = stack.pop();
  triggerId = stack.pop();
  executionId = stack.pop();
}

/**
 * Calls a function as the execution of a resource of which hooks aren't told that it runs.
 * @param {object} resource one that has an id
 * @param {any} frame the async context, as context.get() gave it
 * @param {Function} fn
 * @param {unknown} thisArg
 * @param {...unknown} args only forwarded, so that no array is made of them
 * @returns {unknown}
 */
function runQuietly(resource, frame, fn, thisArg, ...args) {
  const frameBefore = context.get();
  // The usual case: nobody uses stores, or it runs where it was made.
  const changes = frame !== frameBefore;
  if (changes) context.set(frame);
  const id = executionId;
  const trigger = triggerId;
  const before = executionResource;
  executionId = resource[kAsyncId];
  triggerId = resource[kTriggerId];
  executionResource = resource;
  try {
    return Reflect.apply(fn, thisArg, args);
  } finally {
    executionId = id;
    triggerId = trigger;
    executionResource = before;
    if (changes) context.set(frameBefore);
  }
}

/** The callback has returned. */
function leave() {
  if (state.active) tell('after', executionId);
  restore();
}

/** The resource is no more; hooks are told in a later turn. */
function gone(resource) {
  const id = resource[kAsyncId];
  if (id !== undefined) destroyLater(id);
}

/** An exception that nothing caught has been dealt with: whatever it left open is closed. */
function unwind() {
  while (stack.length > 0) leave();
  endMain();
}

/** The program's first turn is over. */
function endMain() {
  stack.length = 0;
  restore();
}

/** As runQuietly, while hooks are told. */
function runTold(resource, frame, fn, thisArg, ...args) {
  const frameBefore = context.get();
  context.set(frame);
  enter(resource);
  const depth = stack.length;
  try {
    return Reflect.apply(fn, thisArg, args);
  } finally {
    // An exception that ended up uncaught inside has closed this one as well.
    if (stack.length >= depth) leave();
    context.set(frameBefore);
  }
}

/**
 * Calls a function as the execution of a resource, and ends that also when it throws.
 * @param {object} resource
 * @param {any} frame the async context, as context.get() gave it
 * @param {Function} fn
 * @param {unknown} thisArg
 * @param {...unknown} args
 * @returns {unknown}
 */
function runAs(resource, frame, fn, thisArg, ...args) {
  return state.active ? runTold(resource, frame, fn, thisArg, ...args) : runQuietly(resource, frame, fn, thisArg, ...args);
}

/**
 * Makes a callback that is called once a resource of its own. Only while `state.tracking`.
 * @param {string} type
 * @param {Function} callback
 * @param {object} [resource]
 * @returns {Function} to be called in its place
 */
function wrap(type, callback, resource = {}) {
  initialize(resource, type);
  return function(...args) {
    enter(resource);
    gone(resource);
    const result = Reflect.apply(callback, this, args);
    leave();
    return result;
  };
}

/**
 * The callback itself, or while ids are asked for one that is a resource of its own.
 * @param {string} type
 * @param {Function} callback
 * @returns {Function}
 */
function asResource(type, callback) {
  return state.tracking ? wrap(type, callback) : callback;
}

/**
 * The callback itself, or while ids are asked for one that runs as `resource`, which lives until `gone`.
 * @param {string} type
 * @param {object} resource
 * @param {Function} callback
 * @returns {Function}
 */
function asHandle(type, resource, callback) {
  if (!state.tracking) return callback;
  initialize(resource, type);
  return entering(resource, callback);
}

/** A function that calls `callback` as the execution of a resource. */
function entering(resource, callback) {
  return function(...args) {
    enter(resource);
    const result = Reflect.apply(callback, this, args);
    leave();
    return result;
  };
}

let destroyed = [];

/** Tells of what was destroyed. */
function emitDestroyed() {
  while (destroyed.length > 0) {
    const ids = destroyed;
    destroyed = [];
    for (let i = 0; i < ids.length; i++) tell('destroy', ids[i]);
  }
}

/** Tells that the resource of this id is destroyed: not at once, in a turn of its own. */
function destroyLater(id) {
  if (!state.active) return;
  if (destroyed.length === 0) require('internal/timers/immediate').scheduleInternal(emitDestroyed);
  destroyed.push(id);
}

let collected;

/**
 * Has destruction told when the object is collected, since nothing else ends it.
 * @param {object} resource
 * @param {number} id
 */
function destroyWhenCollected(resource, id) {
  collected ??= new FinalizationRegistry((each) => destroyLater(each));
  collected.register(resource, id, resource);
}

/** Takes destroyWhenCollected back. */
function forgetCollected(resource) {
  collected?.unregister(resource);
}

function identify(promise, trigger) {
  promise[kAsyncId] = ++lastId;
  promise[kTriggerId] = trigger;
}

function promiseInit(promise, parent) {
  let trigger = executionId;
  if (parent !== undefined) {
    if (parent[kAsyncId] === undefined) identify(parent, executionId);
    trigger = parent[kAsyncId];
  }
  identify(promise, trigger);
  if (wantsDestroy) destroyWhenCollected(promise, promise[kAsyncId]);
  emitInit(promise[kAsyncId], 'PROMISE', trigger, promise);
}

function promiseBefore(promise) {
  // One that is older than the hook gets its id now.
  if (promise[kAsyncId] === undefined) identify(promise, executionId);
  enter(promise);
}

function promiseAfter(promise) {
  const id = promise[kAsyncId];
  if (id === undefined) return;
  // The hook may have been enabled inside of the reaction: it was never entered then.
  if (id === executionId && executionResource === promise) leave();
  else tell('after', id);
}

function promiseResolve(promise) {
  if (promise[kAsyncId] !== undefined) tell('promiseResolve', promise[kAsyncId]);
}

let stopPromises;

function update(hooks) {
  enabledHooks = hooks;
  state.active = hooks.length > 0;
  if (state.active) state.tracking = true;
  let wantsPromises = false;
  wantsDestroy = false;
  for (let i = 0; i < hooks.length; i++) {
    if (hooks[i].trackPromises) wantsPromises = true;
    if (hooks[i].callbacks.destroy !== undefined) wantsDestroy = true;
  }
  if (wantsPromises === (stopPromises !== undefined)) return;
  if (wantsPromises) {
    stopPromises = require('internal/async/promise_hooks').createHook({
      init: promiseInit, before: promiseBefore, after: promiseAfter, settled: promiseResolve,
    });
  } else {
    stopPromises();
    stopPromises = undefined;
  }
}

/** Other hooks are enabled, from here on or once what is being told has been. */
function change(hooks) {
  if (telling > 0) nextHooks = hooks;
  else update(hooks);
}

/** A set of callbacks that createHook made. */
class AsyncHook {
  #entry;

  constructor(callbacks, trackPromises) {
    this.#entry = { hook: this, callbacks, trackPromises };
  }

  /** @returns {AsyncHook} */
  enable() {
    const hooks = nextHooks ?? enabledHooks;
    if (!hooks.includes(this.#entry)) change([...hooks, this.#entry]);
    return this;
  }

  /** @returns {AsyncHook} */
  disable() {
    const hooks = nextHooks ?? enabledHooks;
    if (hooks.includes(this.#entry)) change(hooks.filter((entry) => entry !== this.#entry));
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
  asHandle,
  asResource,
  createHook,
  destroyLater,
  destroyWhenCollected,
  emitDestroyed,
  emitInit,
  endMain,
  enter,
  entering,
  executionAsyncId,
  executionAsyncResource,
  forgetCollected,
  gone,
  idOf,
  initialize,
  kAsyncId,
  kTriggerId,
  leave,
  newId,
  runAs,
  runQuietly,
  state,
  track,
  triggerAsyncId,
  unwind,
  wrap,
};
