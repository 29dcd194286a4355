// node:worker_threads. https://nodejs.org/api/worker_threads.html
'use strict';

const { markAsUncloneable, markAsUntransferable, isMarkedAsUntransferable } = require('internal/cloneable');

const { MessagePort, MessageChannel, isMessagePort, nativeOf } = require('internal/messaging/port');
const { isObject } = require('internal/messaging/transfer');
const { Worker, SHARE_ENV, environmentData } = require('internal/worker/worker');
const { BroadcastChannel, openHalf } = require('internal/messaging/broadcast');

/** What this thread was started with; undefined on the main thread. */
const self = binding('worker').isWorker() ? require('internal/worker/thread') : undefined;
if (self !== undefined) for (const { 0: key, 1: value } of self.environmentData) environmentData.set(key, value);

/**
 * @param {any} key
 * @param {any} [value] undefined removes the key
 */
function setEnvironmentData(key, value) {
  if (value === undefined) environmentData.delete(key);
  else environmentData.set(key, value);
}

/**
 * @param {any} key
 * @returns {any} what the thread that started this one, or this one itself, has set for the key
 */
function getEnvironmentData(key) {
  return environmentData.get(key);
}

function invalidArgument(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

/**
 * Takes the oldest message that waits, without an event.
 * @param {MessagePort | BroadcastChannel} port
 * @returns {{ message: any } | undefined}
 */
function receiveMessageOnPort(port) {
  const half = isMessagePort(port) ? nativeOf(port) : openHalf(port);
  if (half === undefined) throw invalidArgument('The "port" argument must be a MessagePort instance');
  const taken = half.take();
  return taken === undefined ? undefined : { message: taken[0] };
}

/** What context_port.js made in each context. */
const contextPorts = new WeakMap();

function contextPort(sandbox) {
  const native = binding('messaging');
  function load(id) {
    const body = native.compileIn(sandbox, id);
    if (body === undefined) throw invalidArgument('Invalid context argument');
    const module = { exports: {} };
    body(module.exports, (name) => (name === 'internal/domexception' ? load(name) : require(name)), module, binding);
    return module.exports;
  }
  let made = contextPorts.get(sandbox);
  if (made === undefined) contextPorts.set(sandbox, made = load('internal/messaging/context_port'));
  return made;
}

/**
 * Moves a port into a context of node:vm. https://nodejs.org/api/worker_threads.html#worker_threadsmovemessageporttocontextport-contextifiedsandbox
 * @param {MessagePort} port unusable afterwards
 * @param {object} contextifiedSandbox
 * @returns {object} a port of that context: only `onmessage` receives
 */
function moveMessagePortToContext(port, contextifiedSandbox) {
  if (!isMessagePort(port)) throw invalidArgument('The "port" argument must be a MessagePort instance');
  const { codes } = require('internal/errors');
  if (nativeOf(port).isClosed()) throw new codes.ERR_CLOSED_MESSAGE_PORT();
  if (!isObject(contextifiedSandbox)) throw invalidArgument('Invalid context argument');
  const { adopt } = contextPort(contextifiedSandbox);
  return adopt(binding('messaging').move(nativeOf(port)));
}

module.exports = {
  isInternalThread: false,
  isMainThread: self === undefined,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext,
  receiveMessageOnPort,
  resourceLimits: self?.resourceLimits ?? {},
  postMessageToThread(threadId, value, transferList, timeout) {
    return require('internal/worker/mailbox').postMessageToThread(threadId, value, transferList, timeout);
  },
  threadId: self?.threadId ?? 0,
  threadName: self?.threadName ?? '',
  SHARE_ENV,
  Worker,
  parentPort: self?.parentPort ?? null,
  workerData: self === undefined ? null : self.workerData,
  BroadcastChannel,
  setEnvironmentData,
  getEnvironmentData,
  locks: require('internal/worker/locks').locks,
};
