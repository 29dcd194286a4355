// The process object. https://nodejs.org/api/process.html
//
// It is made in the startup snapshot; what belongs to one run of the process (argv, env, pid, ...) is put in place
// by start(), before the program. Rarely used parts load on first touch.
'use strict';

const EventEmitter = require('events');
const ticks = require('internal/ticks');
const methods = require('internal/process/methods');
const about = require('internal/process/about');

// `process` is an instance of a class of that name, between it and EventEmitter.prototype.
const Process = (() => {
  // The name that stacks show for its methods.
  function process() {
    EventEmitter.call(this);
  }
  return process;
})();
Object.setPrototypeOf(Process.prototype, EventEmitter.prototype);

const process = Reflect.construct(Process, []);
Object.defineProperty(process, Symbol.toStringTag, {
  __proto__: null, configurable: false, enumerable: false, writable: true, value: 'process',
});

function readOnly(name, value) {
  Object.defineProperty(process, name, {
    __proto__: null, configurable: true, enumerable: true, writable: false, value,
  });
}

/** Defines a property whose value is made when it is first read, and which may be assigned. */
function lazy(name, make, writable = true) {
  Object.defineProperty(process, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = make();
      Object.defineProperty(process, name, {
        __proto__: null, configurable: true, enumerable: true, writable, value,
      });
      return value;
    },
    set: writable ? (value) => {
      Object.defineProperty(process, name, {
        __proto__: null, configurable: true, enumerable: true, writable: true, value,
      });
    } : undefined,
  });
}

readOnly('version', about.version);
readOnly('versions', about.versions);
readOnly('arch', 'x64');
readOnly('platform', 'linux');
readOnly('release', about.release);
Object.defineProperty(process, 'features', { __proto__: null, enumerable: true, value: about.features });
lazy('config', about.config, false);

process.domain = null;
let exitCode;
Object.defineProperty(process, 'exitCode', {
  __proto__: null,
  configurable: false,
  enumerable: true,
  get() { return exitCode; },
  set(value) {
    if (value !== undefined && value !== null) {
      const isIntegral = typeof value === 'number' ? Number.isInteger(value) :
        typeof value === 'string' && value !== '' && Number.isInteger(+value);
      if (!isIntegral) {
        const { codes } = require('internal/errors');
        const isNumeric = typeof value === 'string' && value !== '' && !Number.isNaN(+value);
        if (typeof value === 'number' || isNumeric) throw new codes.ERR_OUT_OF_RANGE('code', 'an integer', +value);
        throw new codes.ERR_INVALID_ARG_TYPE('code', 'number', value);
      }
    }
    exitCode = value === undefined || value === null ? undefined : value | 0;
  },
});
Object.defineProperty(process, '_exiting', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return ticks.isExiting(); },
  set(value) { if (value) ticks.markExiting(); },
});

process.nextTick = ticks.nextTick;
Object.assign(process, methods);

/**
 * https://nodejs.org/api/process.html#processexitcode
 * @param {number | string | null} [code]
 */
process.exit = function exit(code) {
  if (code !== undefined) process.exitCode = code;
  if (!ticks.isExiting()) {
    ticks.markExiting();
    process.emit('exit', Number(process.exitCode ?? 0) | 0);
  }
  require('internal/process/uncaught').runLastActions();
  process.reallyExit(Number(process.exitCode ?? 0) | 0);
};
process.reallyExit = binding('realm').exit;

process.emitWarning = function emitWarning(warning, type, code, ctor) {
  return require('internal/process/warning').emitWarning(warning, type, code, ctor);
};

/** https://nodejs.org/api/process.html#processsetuncaughtexceptioncapturecallbackfn */
process.setUncaughtExceptionCaptureCallback = function setUncaughtExceptionCaptureCallback(fn) {
  require('internal/process/uncaught').setCaptureCallback(fn);
};
/**
 * Who takes exceptions that nothing caught. A program that puts something else than a function here ends with its next
 * exception: https://nodejs.org/api/process.html#exit-codes, code 6.
 * @param {any} error
 * @param {boolean} fromPromise
 * @returns {boolean} whether somebody took it
 */
process._fatalException = (() => function(error, fromPromise) {
  return require('internal/process/uncaught').onUncaught(error, fromPromise ? 'unhandledRejection' : 'uncaughtException');
})();
/** Runs the ticks and promise jobs that wait. https://nodejs.org/api/deprecations.html#DEP0134 */
process._tickCallback = ticks.processTicksAndRejections;
process.hasUncaughtExceptionCaptureCallback = function hasUncaughtExceptionCaptureCallback() {
  return require('internal/process/uncaught').hasCaptureCallback();
};

/** https://nodejs.org/api/process.html#processgetbuiltinmoduleid */
process.getBuiltinModule = function getBuiltinModule(id) {
  require('internal/validators').validateString(id, 'id');
  const { isBuiltin } = require('module');
  if (!isBuiltin(id)) return undefined;
  return require(id.startsWith('node:') ? id.slice(5) : id);
};

const standardStreams = require('internal/process/standard_streams');
for (const name of ['stdin', 'stdout', 'stderr']) {
  Object.defineProperty(process, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: standardStreams.getters[name],
  });
}
process.openStdin = function openStdin() {
  process.stdin.resume();
  return process.stdin;
};

let title;
Object.defineProperty(process, 'title', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return title ??= binding('process').getTitle(); },
  set(value) {
    title = `${value}`;
    binding('process').setTitle(title);
  },
});

let debugPort = 9229;
Object.defineProperty(process, 'debugPort', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return debugPort; },
  set(value) {
    const port = value | 0;
    if (port !== 0 && (port < 1024 || port > 65535)) {
      const error = new RangeError('process.debugPort must be 0 or in range 1024 to 65535');
      error.code = 'ERR_OUT_OF_RANGE';
      throw error;
    }
    debugPort = port;
  },
});

process.abort = function abort() {
  binding('process').abort();
};

// Parts that few programs use, each loaded with its first call.

/** https://nodejs.org/api/process.html#processexecvefile-args-env */
process.execve = function execve(execPath, args = undefined, env = undefined) {
  return require('internal/process/replace').execve(execPath, args, env);
};
/** https://nodejs.org/api/process.html#processloadenvfilepath */
process.loadEnvFile = function loadEnvFile(path = undefined) {
  require('internal/process/replace').loadEnvFile(path);
};
/** https://nodejs.org/api/process.html#processgetactiveresourcesinfo */
process.getActiveResourcesInfo = function getActiveResourcesInfo() {
  return require('internal/process/resources').getActiveResourcesInfo();
};
process._getActiveHandles = function _getActiveHandles() {
  return require('internal/process/resources')._getActiveHandles();
};
process._getActiveRequests = function _getActiveRequests() {
  return require('internal/process/resources')._getActiveRequests();
};
/** https://nodejs.org/api/process.html#processrefmayberefable */
process.ref = function ref(maybeRefable) {
  require('internal/process/resources').ref(maybeRefable);
};
/** https://nodejs.org/api/process.html#processunrefmayberefable */
process.unref = function unref(maybeRefable) {
  require('internal/process/resources').unref(maybeRefable);
};
/** https://nodejs.org/api/process.html#processdlopenmodule-filename-flags */
process.dlopen = function dlopen(module = undefined, filename = undefined) {
  require('internal/process/legacy').dlopen(module, filename);
};
process.binding = function binding(module) {
  return require('internal/process/legacy').processBinding(module);
};
process._linkedBinding = function _linkedBinding(module) {
  return require('internal/process/legacy')._linkedBinding(module);
};
lazy('finalization', () => require('internal/process/finalization'));
lazy('allowedNodeEnvironmentFlags', () => require('internal/process/environment_flags').make());
lazy('report', () => require('internal/process/report').report, false);
lazy('moduleLoadList', () => binding('realm').builtinIds().map((id) => `NativeModule ${id}`), false);

const sourceMaps = require('internal/source_map/state');
/** https://nodejs.org/api/process.html#processsetsourcemapsenabledval */
process.setSourceMapsEnabled = function setSourceMapsEnabled(enabled) {
  require('internal/validators').validateBoolean(enabled, 'enabled');
  require('internal/source_map/registry').setSupport(enabled, { nodeModules: enabled, generatedCode: enabled });
};
Object.defineProperty(process, 'sourceMapsEnabled', {
  __proto__: null, configurable: true, enumerable: true, get() { return sourceMaps.enabled; },
});

// Signals: a listener for a signal's name starts a native watcher, the last one's removal stops it.
process.on('newListener', (event) => {
  if (typeof event === 'string' && event.startsWith('SIG') && !binding('worker').isWorker()) require('internal/process/signals').listenerAdded(event);
});
process.on('removeListener', (event) => {
  if (typeof event === 'string' && event.startsWith('SIG') && !binding('worker').isWorker()) require('internal/process/signals').listenerRemoved(event);
});

/** What structuredClone makes of process.env: an ordinary object. */
function copyEnvironment() {
  return ['Environment', { ...this }];
}

/**
 * Puts this run's own state in place. For internal/process/main.
 */
function start() {
  const native = binding('process');
  const execPath = native.execPath();
  const argv = native.argv();
  Object.defineProperty(process, 'argv0', {
    __proto__: null, configurable: false, enumerable: true, writable: false, value: argv[0],
  });
  argv[0] = execPath;
  process.argv = argv;
  process.execArgv = native.execArgv();
  process.execPath = execPath;
  readOnly('pid', native.pid());
  Object.defineProperty(process, 'ppid', {
    __proto__: null, configurable: true, enumerable: true, get: native.ppid, set: undefined,
  });
  lazy('env', () => binding('env').create(require('internal/cloneable').cloneable, copyEnvironment));
}
module.exports = { process, start };
