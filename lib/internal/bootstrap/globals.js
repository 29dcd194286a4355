// The globals that Node adds to the language's. https://nodejs.org/api/globals.html
// Part of the snapshot. What few programs touch is loaded when it is first read.
'use strict';

const { hasBuiltin } = binding('realm');
const process = require('process');

function define(name, value, enumerable = false) {
  Object.defineProperty(globalThis, name, {
    __proto__: null, configurable: true, enumerable, writable: true, value,
  });
}

/** An accessor that replaces itself by the value when it is first read. */
function lazy(name, load, enumerable = false) {
  Object.defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    get() {
      const value = load();
      define(name, value, enumerable);
      return value;
    },
    set(value) { define(name, value, enumerable); },
  });
}

/** Accessors that stay accessors, as Node has them for `process` and `Buffer`. */
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
accessor('Buffer', () => require('buffer').Buffer);
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

lazyAll(['URL', 'URLSearchParams'], 'internal/url');
lazyAll(['DOMException'], 'internal/domexception');
lazyAll(['AbortController', 'AbortSignal'], 'internal/abort_controller');
lazyAll(['Event', 'EventTarget', 'CustomEvent'], 'internal/event_target');
lazyAll(['TextEncoder', 'TextDecoder'], 'internal/encoding');
lazyAll(['atob', 'btoa'], 'buffer', true);
if (hasBuiltin('internal/blob/blob')) lazyAll(['Blob', 'File'], 'buffer');
lazyAll(['structuredClone'], 'internal/structured_clone', true);
lazyAll(['performance'], 'perf_hooks', true);
lazyAll(['Performance', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver',
         'PerformanceObserverEntryList', 'PerformanceResourceTiming'], 'perf_hooks');
lazy('crypto', () => require('crypto').webcrypto, true);
