// The main program: puts the process's own state in place and starts what the command line asks for.
// https://nodejs.org/api/cli.html
'use strict';

const { process, start } = require('internal/process/object');
const { note } = require('internal/process/milestones');
const options = require('internal/options');
const Module = require('internal/modules/module');

function listOf(value) {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** When heap snapshots are written without the program's asking. */
function applySnapshotOptions() {
  const count = options.get('--heapsnapshot-near-heap-limit');
  if (count !== undefined && +count > 0) binding('v8').snapshotNearHeapLimit(+count >>> 0);
  const signal = options.get('--heapsnapshot-signal');
  if (signal === undefined) return;
  require('internal/validators').validateSignalName(signal);
  process.on(signal, () => require('v8').writeHeapSnapshot());
}

/** What the command line says of warnings, as the properties that programs know. */
function applyWarningOptions() {
  if (options.get('--no-deprecation')) process.noDeprecation = true;
  if (options.get('--throw-deprecation')) process.throwDeprecation = true;
  if (options.get('--trace-deprecation')) process.traceDeprecation = true;
  if (options.get('--trace-warnings')) process.traceProcessWarnings = true;
  if (options.get('--no-warnings') || process.env.NODE_NO_WARNINGS === '1') return;
  process.on('warning', (warning) => require('internal/process/warning').onWarning(warning));
}

function applyOptions(isWorker) {
  applyWarningOptions();
  require('internal/bootstrap/option_globals').apply();
  if (options.get('--experimental-stream-iter')) {
    binding('realm').allowIterableStreams();
    require('internal/fs/iterable_file').install();
  }
  const title = options.get('--title');
  if (title !== undefined && !isWorker) process.title = title;
  if (!isWorker && (options.get('--report-on-signal') || options.get('--report-uncaught-exception'))) {
    require('internal/process/report').start();
  }
  if (options.get('--enable-source-maps') ||
      (options.get('--experimental-transform-types') && !options.get('--no-enable-source-maps'))) {
    process.setSourceMapsEnabled(true);
  }
  if (options.get('--trace-sigint')) binding('util').setTraceSigint(true);
  if (options.get('--trace-exit')) require('internal/process/trace_exit').install();
  if (options.get('--trace-sync-io')) require('internal/fs/trace_sync').install();
  if (options.get('--frozen-intrinsics')) {
    process.emitWarning('Frozen intristics is an experimental feature and might change at any time', 'ExperimentalWarning');
    require('internal/process/frozen_intrinsics').freeze();
  }
  const proto = options.get('--disable-proto');
  if (proto === 'delete') {
    delete Object.prototype.__proto__;
  } else if (proto === 'throw') {
    const { codes } = require('internal/errors');
    const refuse = () => { throw new codes.ERR_PROTO_ACCESS(); };
    Object.defineProperty(Object.prototype, '__proto__', {
      __proto__: null, configurable: true, enumerable: false, get: refuse, set: refuse,
    });
  }
}

/** What the command line names: a script, a text, or whatever comes on stdin. */
function runProgram(worker) {
  if (worker !== undefined) {
    worker.begin();
    return worker.runProgram();
  }
  if (options.get('--test')) return require('internal/test/main').runMain();
  const source = options.get('--eval');
  if (source !== undefined && !options.get('--interactive')) {
    return require('internal/process/eval').run(source === true ? '' : source, '[eval]');
  }
  const script = process.argv[1];
  if (script === undefined || script === '-' || options.get('--interactive')) {
    return require('internal/process/eval').runStdin(options.get('--interactive') === true);
  }
  if (options.get('--check')) return require('internal/process/eval').check(script);
  if (options.get('--entry-url')) {
    process.emitWarning('--entry-url is an experimental feature and might change at any time', 'ExperimentalWarning');
    return require('internal/modules/esm/entry').runEntryUrl(script);
  }
  return Module.runMain(script);
}

/** Whether this process is to watch the program and run it in another. Tests are watched by their runner. */
function watches() {
  if (options.get('--test') !== undefined) return false;
  return options.get('--watch') !== undefined || options.get('--watch-path') !== undefined;
}

/** For native code: runs until the program's top level has returned. */
function run() {
  start();
  note('environment');
  const worker = binding('worker').isWorker() ? require('internal/worker/thread') : undefined;
  const script = options.get('--run');
  if (script !== undefined && worker === undefined) {
    return require('internal/process/run_script').run(script, process.argv.slice(1));
  }
  worker?.prepare();
  applyOptions(worker !== undefined);
  if (options.get('--experimental-test-coverage') && process.env.NODE_TEST_CONTEXT === undefined) {
    require('internal/test/coverage').start();
  }
  if (options.get('--trace-event-categories') !== undefined || options.get('--trace-events-enabled') ||
      options.get('--trace-event-file-pattern') !== undefined) {
    require('internal/trace/log').start();
  }
  applySnapshotOptions();
  if (options.get('--cpu-prof') || options.get('--heap-prof')) require('internal/v8/profiles').start();
  if (process.env.NODE_V8_COVERAGE) require('internal/v8/coverage').start(process.env.NODE_V8_COVERAGE);
  if (worker === undefined && process.env.NODE_CHANNEL_FD !== undefined) {
    require('internal/child_process/channel').openFromEnvironment(process);
  }
  if (worker === undefined && watches()) return require('internal/process/watch_mode').run();
  if (process.env.EDDY_TELL_LOADED_FILES === '1') require('internal/process/loaded_files').start();
  if (worker === undefined && process.env.NODE_UNIQUE_ID !== undefined) {
    require('internal/cluster/role').take(process.env);
    require('internal/cluster/member').join();
  }
  if (process.env.NODE_COMPILE_CACHE) require('internal/modules/compile_cache').enable();
  Module._initPaths();
  // The runner of tests loads them itself where they belong to the tests.
  const runsTests = options.get('--test') === true;
  const preload = options.get('--require');
  if (preload !== undefined && !(runsTests && options.get('--test-isolation') === 'none')) Module._preloadModules(listOf(preload));
  const loaders = options.get('--experimental-loader');
  if (loaders !== undefined) {
    require('internal/modules/esm/dynamic');
    require('internal/modules/async_hooks_chain').registerFromCommandLine(listOf(loaders));
  }
  const imports = options.get('--import');
  if (imports !== undefined && !runsTests) return require('internal/modules/esm/entry').importAll(listOf(imports), () => runProgram(worker));
  note('bootstrapComplete');
  try {
    const result = runProgram(worker);
    // An exception's listeners still run as part of the first turn.
    require('internal/async/hooks').endMain();
    return result;
  } finally {
    note('loopStart');
  }
}

module.exports = { run };
