// Entries of the performance timeline. https://www.w3.org/TR/performance-timeline/, https://www.w3.org/TR/user-timing/
'use strict';
const { codes } = require('internal/errors');
const { validateNumber, validateObject } = require('internal/validators');
const { now } = require('internal/perf/clock');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');
/** Passed to constructors that programs may not call. */
const internal = Symbol('internal constructor');

function enumerable(Class, names) {
  for (const name of names) Object.defineProperty(Class.prototype, name, { __proto__: null, enumerable: true });
}

class PerformanceEntry {
  #name;
  #type;
  #start;
  #duration;

  constructor(token = undefined, name = undefined, type = undefined, start = undefined, duration = undefined) {
    if (token !== internal) throw new codes.ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#type = type;
    this.#start = start;
    this.#duration = duration;
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#name in value)) {
      throw new codes.ERR_INVALID_THIS('PerformanceEntry');
    }
    return value;
  }

  get name() {
    return PerformanceEntry.#check(this).#name;
  }

  get entryType() {
    return PerformanceEntry.#check(this).#type;
  }

  get startTime() {
    return PerformanceEntry.#check(this).#start;
  }

  get duration() {
    return PerformanceEntry.#check(this).#duration;
  }

  toJSON() {
    PerformanceEntry.#check(this);
    return { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration };
  }

  [inspectCustom](depth, options) {
    if (depth < 0) return `[${this.constructor.name}]`;
    const { inspect } = require('internal/util/inspect');
    return `${this.constructor.name} ${inspect(this.toJSON(), { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}
enumerable(PerformanceEntry, ['name', 'entryType', 'startTime', 'duration', 'toJSON']);

/** An entry with details: 'function', 'gc', 'http', 'net', 'dns'. */
class PerformanceNodeEntry extends PerformanceEntry {
  #detail;

  constructor(token, name, type, start, duration, detail) {
    super(token, name, type, start, duration);
    this.#detail = detail;
    // The arguments of a timerified function can be read by their positions.
    if (type === 'function') Object.assign(this, detail);
    // So they were called before there were details.
    if (type === 'gc') Object.assign(this, detail);
  }

  get detail() {
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.#detail };
  }
}

function clone(detail) {
  return require('internal/structured_clone').structuredClone(detail);
}

/** A point of time that measures are told by name: a mark's, or one of nodeTiming's milestones. */
class NamedTime {
  constructor(isMilestone, time) {
    this.isMilestone = isMilestone;
    this.time = time;
  }
}

/** By name: when the mark was that was made last, until marks are cleared. */
const times = new Map();
const milestone = new NamedTime(true, 0);

function nameMilestones() {
  for (const name of ['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete']) {
    times.set(name, milestone);
  }
}
nameMilestones();

/** @returns {NamedTime | undefined} a milestone's time is nodeTiming's */
function namedTime(name) {
  return times.get(name);
}

/** @param {string | undefined} name undefined: all */
function forgetMarks(name) {
  if (name === undefined) {
    times.clear();
    nameMilestones();
  } else if (times.get(name) !== milestone) {
    times.delete(name);
  }
}

class PerformanceMark extends PerformanceEntry {
  #detail;

  /**
   * @param {string} name
   * @param {{ startTime?: number, detail?: unknown }} [options]
   * @throws {TypeError} ERR_PERFORMANCE_INVALID_TIMESTAMP; ERR_INVALID_ARG_VALUE for a milestone's name
   */
  constructor(name, options = undefined) {
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('name');
    name = `${name}`;
    const known = times.get(name);
    if (known === milestone) throw new codes.ERR_INVALID_ARG_VALUE('name', name);
    if (options !== undefined && options !== null) validateObject(options, 'options');
    const start = options?.startTime ?? now();
    validateNumber(start, 'startTime');
    if (start < 0) throw new codes.ERR_PERFORMANCE_INVALID_TIMESTAMP(start);
    super(internal, name, 'mark', start, 0);
    const detail = options?.detail;
    this.#detail = detail === undefined || detail === null ? null : clone(detail);
    if (known === undefined) times.set(name, new NamedTime(false, start));
    else known.time = start;
  }

  get detail() {
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.#detail };
  }
}
enumerable(PerformanceMark, ['detail']);

class PerformanceMeasure extends PerformanceEntry {
  #detail;

  constructor(token = undefined, name = undefined, start = undefined, duration = undefined, detail = undefined) {
    super(token, name, 'measure', start, duration);
    this.#detail = detail === undefined || detail === null ? null : clone(detail);
  }

  get detail() {
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.#detail };
  }
}
enumerable(PerformanceMeasure, ['detail']);

const resourceTimes = [
  'nextHopProtocol', 'workerStart', 'redirectStart', 'redirectEnd', 'fetchStart', 'domainLookupStart', 'domainLookupEnd', 'connectStart',
  'connectEnd', 'secureConnectionStart', 'requestStart', 'responseStart', 'responseEnd',
  'transferSize', 'encodedBodySize', 'decodedBodySize', 'deliveryType', 'responseStatus',
];

/** How a resource was fetched. https://www.w3.org/TR/resource-timing/ */
class PerformanceResourceTiming extends PerformanceEntry {
  #initiatorType;
  #values;

  constructor(token = undefined, name = undefined, initiatorType = undefined, values = undefined) {
    super(token, name, 'resource', values?.startTime, values?.duration);
    this.#initiatorType = initiatorType;
    this.#values = values;
  }

  static #value(entry, name) {
    if (typeof entry !== 'object' || entry === null || !(#values in entry)) {
      throw new codes.ERR_INVALID_THIS('PerformanceResourceTiming');
    }
    return entry.#values[name];
  }

  static {
    for (const name of resourceTimes) {
      // As a literal, so that the getter is called "get <name>".
      const { get } = Object.getOwnPropertyDescriptor({
        get [name]() {
          return PerformanceResourceTiming.#value(this, name);
        },
      }, name);
      Object.defineProperty(this.prototype, name, { __proto__: null, get, enumerable: true, configurable: true });
    }
  }

  get startTime() {
    return PerformanceResourceTiming.#value(this, 'startTime');
  }

  get duration() {
    return PerformanceResourceTiming.#value(this, 'duration');
  }

  get initiatorType() {
    return this.#initiatorType;
  }

  toJSON() {
    const json = { ...super.toJSON(), initiatorType: this.initiatorType };
    for (const name of resourceTimes) json[name] = this[name];
    return json;
  }
}
enumerable(PerformanceResourceTiming, ['initiatorType', 'toJSON']);
for (const Class of [PerformanceMark, PerformanceMeasure, PerformanceResourceTiming]) {
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null, value: Class.name, configurable: true, enumerable: false, writable: false,
  });
}

module.exports = {
  forgetMarks,
  namedTime,
  PerformanceEntry, PerformanceMark, PerformanceMeasure, PerformanceNodeEntry, PerformanceResourceTiming, internal,
};
