// node:v8. https://nodejs.org/api/v8.html
'use strict';

const native = binding('v8');
const { codes } = require('internal/errors');
const {
  validateFunction, validateObject, validateOneOf, validateString, validateUint32,
} = require('internal/validators');
const { snapshotOptions } = require('internal/v8/snapshot_options');
const serdes = require('internal/v8/serdes');
const promiseHooks = require('internal/async/promise_hooks');

/**
 * @returns {number} changes with V8's version, its flags and the processor's features
 */
function cachedDataVersionTag() {
  return native.cachedDataVersionTag();
}

/**
 * @param {{ exposeInternals?: boolean, exposeNumericValues?: boolean }} [options]
 * @returns {Readable} the heap as it is now, as JSON
 */
function getHeapSnapshot(options) {
  const { exposeInternals, exposeNumericValues } = snapshotOptions(options);
  const pieces = native.heapSnapshot(exposeInternals, exposeNumericValues);
  const { Readable } = require('stream');
  const { Buffer } = require('buffer');
  let next = 0;
  return new Readable({
    read() {
      if (next === pieces.length) {
        this.push(null);
        return;
      }
      const piece = pieces[next];
      pieces[next++] = undefined;
      this.push(Buffer.from(piece));
    },
  });
}

/**
 * @param {string | Buffer | URL} [filename]
 * @param {{ exposeInternals?: boolean, exposeNumericValues?: boolean }} [options]
 * @returns {string} the file's name
 * @throws {Error} when it can't be written
 */
function writeHeapSnapshot(filename, options) {
  const { exposeInternals, exposeNumericValues } = snapshotOptions(options);
  const fs = require('fs');
  if (filename === undefined) {
    filename = native.heapSnapshotName(require('worker_threads').threadId);
    const directory = require('internal/options').get('--diagnostic-dir');
    if (directory !== undefined) filename = require('path').resolve(directory, filename);
  } else {
    filename = require('internal/fs/arguments').getPath(filename);
  }
  const fd = fs.openSync(filename, 'w', 0o600);
  try {
    const failure = native.heapSnapshotTo(fd, exposeInternals, exposeNumericValues);
    if (failure < 0) {
      const { errnoException } = require('internal/errors');
      throw errnoException(failure, 'write', filename);
    }
  } finally {
    fs.closeSync(fd);
  }
  return filename;
}

/** @returns {object} sizes in bytes */
function getHeapStatistics() {
  return native.heapStatistics();
}

/** @returns {object[]} one for each space of the heap, sizes in bytes */
function getHeapSpaceStatistics() {
  return native.heapSpaceStatistics();
}

/** @returns {object} what compiled code takes, in bytes */
function getHeapCodeStatistics() {
  return native.heapCodeStatistics();
}

/**
 * @param {'brief' | 'detailed'} [type]
 * @returns {object}
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function getCppHeapStatistics(type = 'detailed') {
  validateOneOf(type, 'type', ['brief', 'detailed']);
  return Object.setPrototypeOf(native.cppHeapStatistics(type === 'detailed'), null);
}

/**
 * Changes V8's flags; what that does to a running V8 is V8's affair.
 * @param {string} flags
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function setFlagsFromString(flags) {
  validateString(flags, 'flags');
  native.setFlagsFromString(flags);
}

/**
 * Has up to `limit` heap snapshots written when the heap is nearly full; only the first call counts, and none if the
 * command line asked already.
 * @param {number} limit from 1
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function setHeapSnapshotNearHeapLimit(limit) {
  validateUint32(limit, 'limit', true);
  native.snapshotNearHeapLimit(limit);
}

let warnedOfQueries = false;

/**
 * @param {Function} constructor
 * @param {{ format?: 'count' | 'summary' }} [options]
 * @returns {number | string[]} how many live objects inherit from its prototype; or a line on each
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
function queryObjects(constructor, options = {}) {
  if (!warnedOfQueries) {
    warnedOfQueries = true;
    require('process').emitWarning('v8.queryObjects() is an experimental feature and might change at any time',
                                   'ExperimentalWarning');
  }
  validateFunction(constructor, 'constructor');
  if (options !== undefined) validateObject(options, 'options');
  const format = options?.format ?? 'count';
  if (format !== 'count' && format !== 'summary') {
    throw new codes.ERR_INVALID_ARG_VALUE('options.format', format);
  }
  const { prototype } = constructor;
  const isObject = (typeof prototype === 'object' && prototype !== null) || typeof prototype === 'function';
  const found = isObject ? native.queryObjects(prototype) : [];
  if (format === 'count') return found.length;
  const { inspect } = require('internal/util/inspect');
  return found.map((object) => inspect(object, { depth: 0 }));
}

/**
 * @param {string} content
 * @returns {boolean} whether V8 keeps it in one byte per character
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function isStringOneByteRepresentation(content) {
  validateString(content, 'content');
  return native.isOneByte(content);
}

/** Says what each collection of garbage cost and freed. https://nodejs.org/api/v8.html#class-v8gcprofiler */
class GCProfiler {
  #native;

  start() {
    if (this.#native !== undefined) return;
    this.#native = new native.GcProfiler();
    this.#native.start();
  }

  /** @returns {object | undefined} the profile since start */
  stop() {
    const profiler = this.#native;
    if (profiler === undefined) return undefined;
    this.#native = undefined;
    return profiler.stop();
  }

  [Symbol.dispose]() {
    this.stop();
  }
}

/** A CPU profile that is being taken. */
class SyncCPUProfileHandle {
  #id;

  constructor(id) {
    this.#id = id;
  }

  /** @returns {string | undefined} the profile as JSON; once */
  stop() {
    if (this.#id === undefined) return undefined;
    const id = this.#id;
    this.#id = undefined;
    return native.stopCpuProfile(id);
  }

  [Symbol.dispose]() {
    this.stop();
  }
}

/**
 * Samples what runs from now on.
 * @returns {SyncCPUProfileHandle}
 * @throws {Error} ERR_CPU_PROFILE_TOO_MANY
 */
function startCpuProfile() {
  const id = native.startCpuProfile(0);
  if (id < 0) throw new codes.ERR_CPU_PROFILE_TOO_MANY();
  return new SyncCPUProfileHandle(id);
}

/** Writes the coverage so far, when NODE_V8_COVERAGE asked for it. */
function takeCoverage() {
  require('internal/v8/coverage').take();
}

/** Ends the counting that NODE_V8_COVERAGE asked for. */
function stopCoverage() {
  require('internal/v8/coverage').stop();
}

function refuseSnapshot() {
  throw new codes.ERR_NOT_BUILDING_SNAPSHOT();
}

// Callbacks and their data would go into a snapshot that a program asks for; no program of Eddy's is in the middle of
// that, which is what these answer.
const startupSnapshot = {
  addDeserializeCallback(callback, data) { refuseSnapshot(); },
  addSerializeCallback(callback, data) { refuseSnapshot(); },
  setDeserializeMainFunction(callback, data) { refuseSnapshot(); },
  isBuildingSnapshot() { return false; },
};

module.exports = {
  cachedDataVersionTag,
  getHeapSnapshot,
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics,
  getCppHeapStatistics,
  setFlagsFromString,
  Serializer: serdes.Serializer,
  Deserializer: serdes.Deserializer,
  DefaultSerializer: serdes.DefaultSerializer,
  DefaultDeserializer: serdes.DefaultDeserializer,
  deserialize: serdes.deserialize,
  takeCoverage,
  stopCoverage,
  serialize: serdes.serialize,
  writeHeapSnapshot,
  promiseHooks: { ...promiseHooks },
  queryObjects,
  startupSnapshot,
  setHeapSnapshotNearHeapLimit,
  GCProfiler,
  isStringOneByteRepresentation,
  startCpuProfile,
};
