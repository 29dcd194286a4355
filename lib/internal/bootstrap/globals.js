// The globals that Node adds to the language's. https://nodejs.org/api/globals.html
// Part of the snapshot. What few programs touch is loaded when it is first read.
'use strict';

const { hasBuiltin } = binding('realm');
const { defineLazy } = require('internal/lazy');
const process = require('process');

/** The names that are there before any of ours. */
const languageNames = new Set(Object.getOwnPropertyNames(globalThis));

function define(name, value, enumerable = false) {
  Object.defineProperty(globalThis, name, {
    __proto__: null, configurable: true, enumerable, writable: true, value,
  });
}

function lazy(name, load, enumerable = false) {
  defineLazy(globalThis, name, load, enumerable);
}

/** An accessor that stays one, as Node has it for `process`. */
function accessor(name, load) {
  let value;
  Object.defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() { return value ??= load(); },
    set(next) { value = next; },
  });
}

/** An attribute in the terms of Web IDL: a named, enumerable getter; where it is replaceable, assigning replaces what it gives. */
function attribute(name, load, replaceable = false) {
  let replaced = false;
  let value;
  const { get, set } = Object.getOwnPropertyDescriptor({
    get [name]() { return replaced ? value : load(this); },
    set [name](next) {
      replaced = true;
      value = next;
    },
  }, name);
  Object.defineProperty(globalThis, name, {
    __proto__: null, configurable: true, enumerable: true, get, set: replaceable ? set : undefined,
  });
}

function lazyAll(names, id, enumerable = false) {
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    lazy(name, () => require(id)[name], enumerable);
  }
}

define('global', globalThis, true);
Object.defineProperty(globalThis, Symbol.toStringTag, {
  __proto__: null, configurable: true, enumerable: false, writable: false, value: 'global',
});
accessor('process', () => process);
// Unlike Node's an ordinary property: nearly every use of a Buffer begins with reading it.
define('Buffer', require('buffer').Buffer);
// Before it is replaced.
require('internal/console/engine');
lazy('console', () => require('internal/console/global'));

const timers = require('timers');
define('clearImmediate', timers.clearImmediate, true);
define('setImmediate', timers.setImmediate, true);
define('clearInterval', timers.clearInterval, true);
define('clearTimeout', timers.clearTimeout, true);
define('setInterval', timers.setInterval, true);
define('setTimeout', timers.setTimeout, true);
define('queueMicrotask', require('internal/ticks').queueMicrotask, true);

lazyAll(['URL', 'URLPattern', 'URLSearchParams'], 'internal/url');
lazyAll(['DOMException'], 'internal/domexception');
lazyAll(['AbortController', 'AbortSignal'], 'internal/abort_controller');
lazyAll(['Event', 'EventTarget', 'CustomEvent'], 'internal/event_target');
lazyAll(['TextEncoder', 'TextDecoder'], 'internal/encoding');
lazyAll(['atob', 'btoa'], 'buffer', true);
if (hasBuiltin('internal/blob/blob')) lazyAll(['Blob', 'File'], 'buffer');
lazyAll(['MessageChannel', 'MessagePort'], 'internal/messaging/port');
lazyAll(['BroadcastChannel'], 'internal/messaging/broadcast');
lazyAll(['MessageEvent'], 'internal/messaging/event');
lazyAll(['structuredClone'], 'internal/structured_clone', true);
let performance;
attribute('performance', () => performance ??= require('perf_hooks').performance, true);
lazyAll(['Performance', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver',
         'PerformanceObserverEntryList', 'PerformanceResourceTiming'], 'perf_hooks');
attribute('crypto', (self) => {
  if (self !== undefined && self !== null && self !== globalThis) {
    const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
    throw new ERR_INVALID_THIS('nullish or must be the global object');
  }
  return require('crypto').webcrypto;
});
lazyAll(['Crypto'], 'internal/crypto/webcrypto');
lazyAll(['CryptoKey', 'SubtleCrypto'], 'internal/crypto/subtle/interface');
if (hasBuiltin('internal/deps/undici')) {
  define('fetch', require('internal/web/fetch').fetch, true);
  lazyAll(['CloseEvent', 'FormData', 'Headers', 'Request', 'Response', 'WebSocket'], 'internal/web/fetch');
}
attribute('navigator', () => require('internal/web/navigator').navigator);
lazyAll(['Navigator'], 'internal/web/navigator');
lazyAll(['ReadableStream', 'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest',
         'ReadableByteStreamController', 'ReadableStreamDefaultController', 'TransformStream',
         'TransformStreamDefaultController', 'WritableStream', 'WritableStreamDefaultController',
         'WritableStreamDefaultWriter', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'TextEncoderStream',
         'TextDecoderStream', 'CompressionStream', 'DecompressionStream'], 'stream/web');

module.exports = { attribute, languageNames, lazy };
