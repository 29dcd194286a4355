// The `performance` object. https://nodejs.org/api/perf_hooks.html#perf_hooksperformance
'use strict';
const { codes } = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { EventTarget } = require('internal/event_target');
const { now, timeOrigin } = require('internal/perf/clock');
const { forgetMarks, namedTime, PerformanceMark, PerformanceMeasure, PerformanceEntry, PerformanceResourceTiming, internal } =
  require('internal/perf/entries');
const timeline = require('internal/perf/timeline');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/** Milestones of the process's own start, in milliseconds of now(). */
class PerformanceNodeTiming extends PerformanceEntry {
  constructor() {
    super(internal, 'node', 'node', 0, undefined);
    const native = binding('perf');
    const { milestones } = require('internal/process/milestones');
    const origin = binding('process').startTimeMs();
    const since = (time) => (time < 0 ? -1 : time - origin);
    const define = (name, get) => Object.defineProperty(this, name, {
      __proto__: null, get, enumerable: true, configurable: true,
    });
    const constants = { name: 'node', entryType: 'node', startTime: 0 };
    for (const name of Object.keys(constants)) {
      Object.defineProperty(this, name, {
        __proto__: null, value: constants[name], writable: false, enumerable: true, configurable: true,
      });
    }
    define('duration', now);
    define('nodeStart', () => since(native.nodeStartMs()));
    define('v8Start', () => since(native.engineStartMs()));
    define('environment', () => since(milestones.environment));
    // A worker's loop begins before its program does.
    define('loopStart', () => since(binding('worker').loopStart() || milestones.loopStart));
    define('loopExit', () => since(milestones.loopExit));
    define('bootstrapComplete', () => since(milestones.bootstrapComplete));
    define('idleTime', () => native.loopIdleMs());
    define('uvMetricsInfo', () => {
      const { 0: loopCount, 1: events, 2: eventsWaiting } = native.loopMetrics();
      return { loopCount, events, eventsWaiting };
    });
  }

  toJSON() {
    return {
      name: 'node',
      entryType: 'node',
      startTime: this.startTime,
      duration: this.duration,
      nodeStart: this.nodeStart,
      v8Start: this.v8Start,
      bootstrapComplete: this.bootstrapComplete,
      environment: this.environment,
      loopStart: this.loopStart,
      loopExit: this.loopExit,
      idleTime: this.idleTime,
    };
  }
}

let nodeTiming;

/** @returns {number} ms since the loop began: that of the main program with the process, a worker's later */
function loopAge() {
  const start = binding('worker').loopStart();
  return start === 0 ? now() : binding('process').monotonicMs() - start;
}

/**
 * How long the event loop was idle and active, since it began or between two earlier results.
 * @param {object} [utilization1] an earlier result
 * @param {object} [utilization2] one that is earlier still
 * @returns {{ idle: number, active: number, utilization: number }}
 */
function eventLoopUtilization(utilization1, utilization2) {
  // Before the loop begins nothing is used of it. A worker's program runs within it.
  const begun = require('internal/process/milestones').milestones.loopStart >= 0 || binding('worker').loopStart() !== 0;
  if (!begun) return { idle: 0, active: 0, utilization: 0 };
  if (utilization2) {
    const idle = utilization1.idle - utilization2.idle;
    const active = utilization1.active - utilization2.active;
    return { idle, active, utilization: active / (idle + active) };
  }
  const idle = binding('perf').loopIdleMs();
  const active = loopAge() - idle;
  if (!utilization1) return { idle, active, utilization: active / (idle + active) };
  const idleDelta = idle - utilization1.idle;
  const activeDelta = active - utilization1.active;
  return { idle: idleDelta, active: activeDelta, utilization: activeDelta / (idleDelta + activeDelta) };
}

function finishTimerify(name, args, start, histogram) {
  const duration = now() - start;
  if (histogram !== undefined) histogram.record(Math.max(1, Math.ceil(duration * 1e6)));
  timeline.enqueueNode(name, 'function', start, duration, args);
}

/**
 * Wraps a function so that its calls become 'function' entries.
 * @param {Function} fn
 * @param {{ histogram?: RecordableHistogram }} [options] histogram: receives the durations, in nanoseconds
 * @returns {Function}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function timerify(fn, options = {}) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined && (typeof histogram !== 'object' || histogram === null || typeof histogram.record !== 'function')) {
    throw new codes.ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);
  }
  function timerified(...args) {
    const isConstructor = new.target !== undefined;
    const start = now();
    const result = isConstructor ? Reflect.construct(fn, args, fn) : Reflect.apply(fn, this, args);
    if (!isConstructor && typeof result?.finally === 'function') {
      return result.finally(() => finishTimerify(fn.name, args, start, histogram));
    }
    finishTimerify(fn.name, args, start, histogram);
    return result;
  }
  Object.defineProperties(timerified, {
    length: { __proto__: null, configurable: false, enumerable: true, value: fn.length },
    name: { __proto__: null, configurable: false, enumerable: true, value: `timerified ${fn.name}` },
  });
  return timerified;
}

function timeOf(mark) {
  if (mark === undefined) return undefined;
  if (typeof mark === 'number') {
    if (mark < 0) throw new codes.ERR_PERFORMANCE_INVALID_TIMESTAMP(mark);
    return mark;
  }
  const name = `${mark}`;
  const known = namedTime(name);
  if (known === undefined) {
    const { DOMException } = require('internal/domexception');
    throw new DOMException(`The "${name}" performance mark has not been set`, 'SyntaxError');
  }
  return known.isMilestone ? (nodeTiming ??= new PerformanceNodeTiming())[name] : known.time;
}

const noOptions = {};

/** Start and duration of a measure from marks, times and durations, of which two determine the third. */
function span(startOrOptions, endMark) {
  const hasOptions = typeof startOrOptions === 'object' && startOrOptions !== null;
  const options = hasOptions ? startOrOptions : noOptions;
  if (hasOptions && (options.start !== undefined || options.end !== undefined || options.duration !== undefined ||
      options.detail !== undefined)) {
    if (endMark !== undefined) throw new codes.ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('endMark must not be specified');
    if (options.start === undefined && options.end === undefined && options.duration !== undefined) {
      throw new codes.ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('One of options.start or options.end is required');
    }
    if (options.start !== undefined && options.end !== undefined && options.duration !== undefined) {
      throw new codes.ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS(
        'Must not have options.start, options.end, and options.duration specified');
    }
  }
  let end;
  if (endMark !== undefined) {
    end = timeOf(endMark);
  } else if (options.end !== undefined) {
    end = timeOf(options.end);
  } else if (options.start !== undefined && options.duration !== undefined) {
    end = timeOf(options.start) + timeOf(options.duration);
  } else {
    end = now();
  }
  let start;
  if (options.start !== undefined) {
    start = timeOf(options.start);
  } else if (options.duration !== undefined && options.end !== undefined) {
    start = timeOf(options.end) - timeOf(options.duration);
  } else if (typeof startOrOptions === 'string') {
    start = timeOf(startOrOptions);
  } else {
    start = 0;
  }
  return { start, duration: end - start };
}

function keepMeasure(name, start, duration, detail) {
  const measure = new PerformanceMeasure(internal, name, start, duration, detail);
  timeline.enqueue(measure, 'measure');
  return measure;
}

/** The listener by which `onresourcetimingbufferfull` was set. */
let onFull = null;

class Performance extends EventTarget {
  #own = true;

  constructor(token = undefined) {
    if (token !== internal) throw new codes.ERR_ILLEGAL_CONSTRUCTOR();
    super();
  }

  static #from(value) {
    if (typeof value !== 'object' || value === null || !(#own in value)) throw new codes.ERR_INVALID_THIS('Performance');
    return value;
  }

  get onresourcetimingbufferfull() {
    Performance.#from(this);
    return onFull;
  }

  set onresourcetimingbufferfull(listener) {
    Performance.#from(this);
    if (onFull !== null) this.removeEventListener('resourcetimingbufferfull', onFull);
    onFull = typeof listener === 'function' ? listener : null;
    if (onFull !== null) this.addEventListener('resourcetimingbufferfull', onFull);
  }

  clearMarks(name = undefined) {
    Performance.#from(this);
    if (name !== undefined) name = `${name}`;
    forgetMarks(name);
    timeline.clear('mark', name);
  }

  clearMeasures(name = undefined) {
    Performance.#from(this);
    timeline.clear('measure', name === undefined ? undefined : `${name}`);
  }

  clearResourceTimings(name = undefined) {
    Performance.#from(this);
    timeline.clear('resource', name === undefined ? undefined : `${name}`);
  }

  getEntries() {
    Performance.#from(this);
    return timeline.all();
  }

  getEntriesByName(name, type = undefined) {
    Performance.#from(this);
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('name');
    return timeline.all(`${name}`, type === undefined ? undefined : `${type}`);
  }

  getEntriesByType(type) {
    Performance.#from(this);
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('type');
    return timeline.all(undefined, `${type}`);
  }

  /**
   * @param {string} name
   * @param {{ startTime?: number, detail?: unknown }} [options]
   * @returns {PerformanceMark}
   */
  mark(name, options = {}) {
    Performance.#from(this);
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('name');
    const mark = new PerformanceMark(name, options);
    timeline.enqueue(mark, 'mark');
    return mark;
  }

  /**
   * @param {string} name
   * @param {string | number | object} [startOrMeasureOptions]
   * @param {string | number} [endMark]
   * @returns {PerformanceMeasure}
   */
  measure(name, startOrMeasureOptions = noOptions, endMark = undefined) {
    Performance.#from(this);
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('name');
    name = `${name}`;
    // From a mark until now, as most are.
    if (typeof startOrMeasureOptions === 'string' && endMark === undefined) {
      const end = now();
      const start = timeOf(startOrMeasureOptions);
      return keepMeasure(name, start, end - start, undefined);
    }
    const { start, duration } = span(startOrMeasureOptions, endMark);
    const detail = typeof startOrMeasureOptions === 'object' ? startOrMeasureOptions?.detail : undefined;
    return keepMeasure(name, start, duration, detail);
  }

  /** @returns {number} milliseconds since timeOrigin */
  now() {
    Performance.#from(this);
    return now();
  }

  setResourceTimingBufferSize(maxSize) {
    Performance.#from(this);
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('maxSize');
    if (typeof maxSize === 'bigint' || typeof maxSize === 'symbol') {
      const error = new TypeError(`maxSize is a ${typeof maxSize === 'bigint' ? 'BigInt' : 'Symbol'} and cannot be ` +
        'converted to a number.');
      error.code = 'ERR_INVALID_ARG_TYPE';
      throw error;
    }
    // Whatever isn't a positive integer stands for none.
    timeline.setResourceLimit(Number.isFinite(maxSize) && maxSize >= 1 ? Math.trunc(maxSize) : 0);
  }

  /** @returns {number} milliseconds since 1970 */
  get timeOrigin() {
    Performance.#from(this);
    return timeOrigin();
  }

  toJSON() {
    Performance.#from(this);
    return {
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
      eventLoopUtilization: this.eventLoopUtilization(),
    };
  }

  [inspectCustom](depth, options) {
    if (depth < 0) return '[Performance]';
    const { inspect } = require('internal/util/inspect');
    return `Performance ${inspect({ nodeTiming: this.nodeTiming, timeOrigin: this.timeOrigin }, {
      ...options, depth: options.depth == null ? null : options.depth - 1,
    })}`;
  }
}
for (const name of [
  'clearMarks', 'clearMeasures', 'clearResourceTimings', 'getEntries', 'getEntriesByName', 'getEntriesByType', 'mark',
  'measure', 'now', 'onresourcetimingbufferfull', 'setResourceTimingBufferSize', 'timeOrigin', 'toJSON',
]) {
  Object.defineProperty(Performance.prototype, name, { __proto__: null, enumerable: true });
}

/**
 * Adds a resource to the timeline: for implementations of fetch.
 * @returns {PerformanceResourceTiming}
 */
function markResourceTiming(timingInfo, requestedUrl, initiatorType, global, cacheMode, bodyInfo, responseStatus, deliveryType = '') {
  const connection = timingInfo.finalConnectionTimingInfo;
  const entry = new PerformanceResourceTiming(internal, requestedUrl, initiatorType, {
    startTime: timingInfo.startTime,
    duration: timingInfo.endTime - timingInfo.startTime,
    workerStart: timingInfo.finalServiceWorkerStartTime,
    redirectStart: timingInfo.redirectStartTime,
    redirectEnd: timingInfo.redirectEndTime,
    fetchStart: timingInfo.postRedirectStartTime,
    domainLookupStart: connection?.domainLookupStartTime,
    domainLookupEnd: connection?.domainLookupEndTime,
    connectStart: connection?.connectionStartTime,
    connectEnd: connection?.connectionEndTime,
    secureConnectionStart: connection?.secureConnectionStartTime,
    nextHopProtocol: connection?.ALPNNegotiatedProtocol ?? [],
    requestStart: timingInfo.finalNetworkRequestStartTime,
    responseStart: timingInfo.finalNetworkResponseStartTime,
    responseEnd: timingInfo.endTime,
    transferSize: cacheMode === 'local' ? 0 : cacheMode === 'validated' ? 300 : timingInfo.encodedBodySize + 300,
    encodedBodySize: timingInfo.encodedBodySize,
    decodedBodySize: timingInfo.decodedBodySize,
    deliveryType,
    responseStatus,
  });
  timeline.enqueue(entry, 'resource');
  return entry;
}

Object.defineProperties(Performance.prototype, {
  eventLoopUtilization: {
    __proto__: null, value: eventLoopUtilization, configurable: true, enumerable: false, writable: true,
  },
  nodeTiming: {
    __proto__: null,
    get() {
      return nodeTiming ??= new PerformanceNodeTiming();
    },
    set(value) {
      nodeTiming = value;
    },
    configurable: true,
    enumerable: false,
  },
  markResourceTiming: { __proto__: null, value: markResourceTiming, configurable: true, enumerable: false, writable: true },
  timerify: { __proto__: null, value: timerify, configurable: true, enumerable: false, writable: true },
  [Symbol.toStringTag]: { __proto__: null, value: 'Performance', configurable: true },
});

const performance = new Performance(internal);
timeline.setResourceLimit(undefined, () => {
  const { Event } = require('internal/event_target');
  performance.dispatchEvent(new Event('resourcetimingbufferfull'));
});

module.exports = { Performance, eventLoopUtilization, performance, timerify };
