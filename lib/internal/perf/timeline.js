// The performance timeline: entries that are kept, and observers that are told of new ones.
// https://www.w3.org/TR/performance-timeline/
'use strict';
const trace = require('internal/trace/log');
const { observed } = require('internal/perf/observed');
const { codes } = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { PerformanceNodeEntry, internal } = require('internal/perf/entries');

const supportedEntryTypes = Object.freeze(
  ['dns', 'function', 'gc', 'http', 'http2', 'mark', 'measure', 'net', 'quic', 'resource']);

const blockLength = 256;

/** Entries in the order in which they came. In blocks: a long array is copied again and again while it grows. */
class EntryList {
  #full = [];
  #block = [];
  /** How many there are in the last block. */
  #count = blockLength;

  get length() {
    return this.#full.length * blockLength + this.#count - blockLength;
  }

  add(entry) {
    if (this.#count === blockLength) {
      this.#block = new Array(blockLength);
      this.#full.push(this.#block);
      this.#count = 0;
    }
    this.#block[this.#count++] = entry;
  }

  /** Adds them to an array. */
  addTo(list) {
    const { length } = this;
    for (let i = 0; i < length; i++) list.push(this.#full[Math.floor(i / blockLength)][i % blockLength]);
  }

  /** @param {string | undefined} name undefined: all */
  clear(name) {
    const list = [];
    if (name !== undefined) this.addTo(list);
    this.#full = [];
    this.#count = blockLength;
    for (let i = 0; i < list.length; i++) {
      if (list[i].name !== name) this.add(list[i]);
    }
  }
}

/** Entries that are kept until they are cleared, by type. */
const marks = new EntryList();
const measures = new EntryList();
const kept = { __proto__: null, mark: marks, measure: measures, resource: new EntryList() };
let resourceLimit = 250;
let onResourceLimit;
/** Resources that found the timeline full, until its owner has been told. https://www.w3.org/TR/resource-timing/ */
let overflow = [];
let isFullPending = false;

const observers = new Set();
const waiting = new Set();
let scheduled = false;

function byStart(a, b) {
  return a.startTime - b.startTime;
}

function select(list, name, type) {
  return list.filter((entry) => (name === undefined || entry.name === name) && (type === undefined || entry.entryType === type));
}

/** Every kept entry, by start. */
function all(name = undefined, type = undefined) {
  let list = [];
  if (type === undefined) {
    marks.addTo(list);
    measures.addTo(list);
    kept.resource.addTo(list);
  } else {
    kept[type]?.addTo(list);
  }
  if (name !== undefined) list = list.filter((entry) => entry.name === name);
  return list.sort(byStart);
}

function clear(type, name) {
  kept[type].clear(name);
}

function deliver() {
  scheduled = false;
  const list = [...waiting];
  waiting.clear();
  for (const deliverTo of list) deliverTo();
}

function schedule(deliverTo) {
  waiting.add(deliverTo);
  if (scheduled) return;
  scheduled = true;
  // A task of its own, as the standard has it.
  require('timers').setImmediate(deliver);
}

/** Whether anybody wants entries of a type that aren't kept. */
function isObserved(type) {
  for (const observer of observers) {
    if (observer.wants(type)) return true;
  }
  return false;
}

function reportFull() {
  while (overflow.length > 0) {
    const before = overflow.length;
    // The listener may clear the timeline or raise its limit.
    if (kept.resource.length >= resourceLimit) onResourceLimit?.();
    while (overflow.length > 0 && kept.resource.length < resourceLimit) kept.resource.add(overflow.shift());
    if (overflow.length >= before) overflow = [];
  }
  isFullPending = false;
}

function keepResource(entry) {
  if (kept.resource.length < resourceLimit && !isFullPending) {
    kept.resource.add(entry);
    return;
  }
  if (!isFullPending) {
    isFullPending = true;
    require('timers').setImmediate(reportFull);
  }
  overflow.push(entry);
}

let logsCollections = false;

/** Has work of the runtime measured, and collections noted, as long as somebody observes them. */
function updateMeasuring() {
  for (const type of Object.keys(observed)) {
    let count = 0;
    for (const observer of observers) if (observer.wants(type)) count++;
    observed[type] = count;
  }

  const wanted = isObserved('gc');
  if (wanted === logsCollections) return;
  logsCollections = wanted;
  const native = binding('perf');
  if (!wanted) {
    native.stopCollectionLog();
    return;
  }
  const start = binding('process').startTimeMs();
  native.startCollectionLog((kind, flags, begin, duration) => {
    enqueueNode('gc', 'gc', begin - start, duration, { kind, flags });
  });
}

/** Marks and measures as trace events. */
function traceEntry(entry) {
  const { detail, duration, entryType, name, startTime } = entry;
  if (entryType === 'mark') {
    trace.emit('usertiming', 'R', name, { startTime, detail: detail ?? undefined });
    return;
  }
  trace.emit('usertiming', 'b', name, { startTime, duration }, name);
  trace.emit('usertiming', 'e', name, undefined, name);
}

/** Adds an entry of a type to the timeline and gives it to whoever observes that. */
function enqueue(entry, type) {
  if (type === 'mark' || type === 'measure') {
    if (trace.on.usertiming) traceEntry(entry);
    (type === 'mark' ? marks : measures).add(entry);
  } else if (type === 'resource') {
    keepResource(entry);
  }
  if (observers.size === 0) return;
  for (const observer of observers) observer.offer(entry);
}

/** Adds an entry of a type that is only observed. */
function enqueueNode(name, type, start, duration, detail) {
  if (isObserved(type)) enqueue(new PerformanceNodeEntry(internal, name, type, start, duration, detail), type);
}

function setResourceLimit(limit, onFull) {
  if (limit !== undefined) resourceLimit = limit;
  if (onFull !== undefined) onResourceLimit = onFull;
}

class PerformanceObserverEntryList {
  #entries;

  constructor(token = undefined, entries = undefined) {
    if (token !== internal) throw new codes.ERR_ILLEGAL_CONSTRUCTOR();
    this.#entries = entries.sort(byStart);
  }

  getEntries() {
    return this.#entries.slice();
  }

  getEntriesByType(type) {
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('type');
    return select(this.#entries, undefined, `${type}`);
  }

  getEntriesByName(name, type = undefined) {
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('name');
    return select(this.#entries, `${name}`, type === undefined ? undefined : `${type}`);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `PerformanceObserverEntryList ${inspect(this.#entries, options)}`;
  }
}

class PerformanceObserver {
  #callback;
  #buffer = [];
  #types = new Set();
  #mode;
  #link;

  /**
   * @param {(list: PerformanceObserverEntryList, observer: PerformanceObserver) => void} callback
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
    const deliverTo = () => {
      const entries = this.#buffer;
      this.#buffer = [];
      if (entries.length > 0) {
        Reflect.apply(this.#callback, this, [new PerformanceObserverEntryList(internal, entries), this]);
      }
    };
    this.#link = {
      wants: (type) => this.#types.has(type),
      offer: (entry) => {
        if (!this.#types.has(entry.entryType)) return;
        this.#buffer.push(entry);
        schedule(deliverTo);
      },
      deliverTo,
    };
  }

  /** @returns {string[]} */
  static get supportedEntryTypes() {
    return supportedEntryTypes;
  }

  /**
   * @param {{ entryTypes?: string[], type?: string, buffered?: boolean }} options
   * @throws {TypeError} ERR_MISSING_ARGS, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  observe(options = {}) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = { ...options };
    if (entryTypes === undefined && type === undefined) {
      throw new codes.ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    }
    if (entryTypes !== undefined && type !== undefined) {
      throw new codes.ERR_INVALID_ARG_VALUE('options.entryTypes', entryTypes,
        'options.entryTypes can not set with options.type together');
    }
    if (this.#mode === undefined) {
      this.#mode = entryTypes !== undefined ? 'several' : 'single';
    } else if ((this.#mode === 'several') !== (entryTypes !== undefined)) {
      const { DOMException } = require('internal/domexception');
      throw new DOMException(this.#mode === 'several' ?
        'PerformanceObserver can not change to single type observer' :
        'PerformanceObserver can not change to multiple type observer', 'InvalidModificationError');
    }
    if (entryTypes !== undefined) {
      if (!Array.isArray(entryTypes)) throw new codes.ERR_INVALID_ARG_TYPE('options.entryTypes', 'string[]', entryTypes);
      this.#types = new Set(entryTypes.filter((each) => supportedEntryTypes.includes(each)));
      if (this.#types.size === 0) {
        this.disconnect();
        return;
      }
    } else {
      if (!supportedEntryTypes.includes(type)) return;
      this.#types.add(type);
      if (buffered) {
        for (const entry of all(undefined, type)) this.#buffer.push(entry);
        schedule(this.#link.deliverTo);
      }
    }
    observers.add(this.#link);
    updateMeasuring();
  }

  /** Ends observing; what was observed and not delivered is forgotten. */
  disconnect() {
    observers.delete(this.#link);
    waiting.delete(this.#link.deliverTo);
    this.#buffer = [];
    this.#types = new Set();
    this.#mode = undefined;
    updateMeasuring();
  }

  /** @returns {PerformanceEntry[]} what wasn't delivered yet */
  takeRecords() {
    const entries = this.#buffer;
    this.#buffer = [];
    return entries;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `PerformanceObserver ${inspect({
      connected: observers.has(this.#link),
      pending: waiting.has(this.#link.deliverTo),
      entryTypes: [...this.#types],
      buffer: this.#buffer,
    }, options)}`;
  }
}

for (const [Class, names] of [
  [PerformanceObserver, ['observe', 'disconnect', 'takeRecords']],
  [PerformanceObserverEntryList, ['getEntries', 'getEntriesByType', 'getEntriesByName']],
]) {
  for (const name of names) Object.defineProperty(Class.prototype, name, { __proto__: null, enumerable: true });
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null, value: Class.name, configurable: true, enumerable: false, writable: false,
  });
}

module.exports = {
  PerformanceObserver, PerformanceObserverEntryList, all, clear, enqueue, enqueueNode, setResourceLimit,
};
