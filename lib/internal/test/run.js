// run(): files of tests, each in a process of its own or all in this one. https://nodejs.org/api/test.html#runoptions
'use strict';
const { process } = require('internal/process/object');
const { codes } = require('internal/errors');
const {
  validateAbortSignal, validateArray, validateBoolean, validateFunction, validateInteger, validateObject, validateOneOf,
  validateString, validateStringArray, validateUint32,
} = require('internal/validators');
const { settings: commandLine, toRegExp } = require('internal/test/settings');
const { nothing, readTimeout } = require('internal/test/options');

const highestSeed = 0xffff_ffff;

/** Numbers of the processes that run at once: the lowest free one is taken. */
class Workers {
  #taken = new Set();

  take() {
    let id = 1;
    while (this.#taken.has(id)) id++;
    this.#taken.add(id);
    return id;
  }

  giveBack(id) {
    this.#taken.delete(id);
  }
}

function readPatterns(value, name) {
  if (value === undefined || value === null) return undefined;
  const list = Array.isArray(value) ? value : [value];
  return list.map((pattern, index) => {
    if (!(pattern instanceof RegExp) && typeof pattern !== 'string') {
      throw new codes.ERR_INVALID_ARG_TYPE(Array.isArray(value) ? `${name}[${index}]` : name, ['string', 'RegExp'], pattern);
    }
    return toRegExp(pattern, name);
  });
}

function readGlobs(value, name) {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  validateStringArray(list, name);
  return list;
}

function incompatible(name, value, words) {
  throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, value, words);
}

function checkWatch({ watch, forceExit, shard, randomize, randomSeed }) {
  if (!watch) return;
  if (forceExit) incompatible('forceExit', watch, 'is not supported with watch mode.');
  if (shard !== undefined && shard !== null) incompatible('shard', watch, 'shards not supported with watch mode');
  if (randomSeed !== undefined && randomSeed !== null) incompatible('randomSeed', watch, 'is not supported with watch mode.');
  if (randomize) incompatible('randomize', watch, 'is not supported with watch mode.');
}

function checkShard(shard) {
  if (shard === undefined || shard === null) return undefined;
  validateObject(shard, 'options.shard');
  const { index, total } = shard;
  validateInteger(total, 'options.shard.total', 1);
  validateInteger(index, 'options.shard.index', 1, total);
  return { index, total };
}

function checkRandom(options) {
  const { randomize, randomSeed, rerunFailuresFilePath } = options;
  if (randomize !== undefined && randomize !== null) validateBoolean(randomize, 'options.randomize');
  if (randomSeed !== undefined && randomSeed !== null) validateInteger(randomSeed, 'options.randomSeed', 0, highestSeed);
  if (rerunFailuresFilePath === undefined || rerunFailuresFilePath === null) return;
  validateString(rerunFailuresFilePath, 'options.rerunFailuresFilePath');
  if (randomSeed !== undefined && randomSeed !== null) {
    incompatible('randomSeed', randomSeed, 'is not supported with rerun failures mode.');
  }
  if (randomize) incompatible('randomize', randomize, 'is not supported with rerun failures mode.');
}

function validatePercent(value, name) {
  if (value !== undefined) validateInteger(value, name, 0, 100);
  return value ?? 0;
}

/**
 * Reads run()'s options.
 * @param {object} options
 * @returns {object} what is missing filled in
 * @throws {TypeError | RangeError}
 */
function readOptions(options) {
  validateObject(options, 'options');
  let { execArgv = [], argv = [], cwd = process.cwd(), isolation = 'process', concurrency } = options;
  const { files, globPatterns, forceExit, setup, signal, inspectPort, watch, timeout, env, only, coverage } = options;
  if (files !== undefined && files !== null) validateArray(files, 'options.files');
  if (watch !== undefined && watch !== null) validateBoolean(watch, 'options.watch');
  if (forceExit !== undefined && forceExit !== null) validateBoolean(forceExit, 'options.forceExit');
  checkRandom(options);
  checkWatch(options);
  const shard = checkShard(options.shard);
  if (globPatterns !== undefined && globPatterns !== null) {
    validateArray(globPatterns, 'options.globPatterns');
    if (globPatterns.length > 0 && files !== undefined && files !== null && files.length > 0) {
      throw new codes.ERR_INVALID_ARG_VALUE('options.globPatterns', globPatterns, "is not supported when specifying 'options.files'");
    }
  }
  validateString(cwd, 'options.cwd');
  if (setup !== undefined && setup !== null) validateFunction(setup, 'options.setup');
  if (signal !== undefined && signal !== null) validateAbortSignal(signal, 'options.signal');
  if (env !== undefined && env !== null) validateObject(env, 'options.env');
  validateOneOf(isolation, 'options.isolation', ['process', 'none']);
  if (isolation === 'none' && env !== undefined && env !== null) incompatible('env', env, "is not supported with isolation='none'");
  if (only !== undefined && only !== null) validateBoolean(only, 'options.only');
  if (coverage !== undefined && coverage !== null) validateBoolean(coverage, 'options.coverage');
  validateStringArray(execArgv, 'options.execArgv');
  validateStringArray(argv, 'options.argv');
  if (typeof inspectPort === 'number') validateInteger(inspectPort, 'options.inspectPort', 0, 65535);
  if (typeof concurrency === 'number') validateUint32(concurrency, 'options.concurrency', true);
  else if (concurrency !== undefined && concurrency !== null) validateBoolean(concurrency, 'options.concurrency');
  if (concurrency === true) concurrency = Math.max(1, require('os').availableParallelism() - 1);
  const line = commandLine();
  const tagFilters = options.testTagFilters;
  return {
    ...options,
    argv,
    concurrency: concurrency || 1,
    coverage: Boolean(coverage),
    coverageExcludeGlobs: readGlobs(options.coverageExcludeGlobs, 'options.coverageExcludeGlobs'),
    coverageIncludeGlobs: readGlobs(options.coverageIncludeGlobs, 'options.coverageIncludeGlobs'),
    lineCoverage: validatePercent(options.lineCoverage, 'options.lineCoverage'),
    branchCoverage: validatePercent(options.branchCoverage, 'options.branchCoverage'),
    functionCoverage: validatePercent(options.functionCoverage, 'options.functionCoverage'),
    cwd: require('path').resolve(cwd),
    execArgv,
    files: files ?? undefined,
    globPatterns: globPatterns ?? [],
    isolation,
    namePatterns: readPatterns(options.testNamePatterns, 'options.testNamePatterns') ?? line.namePatterns,
    skipPatterns: readPatterns(options.testSkipPatterns, 'options.testSkipPatterns') ?? line.skipPatterns,
    tagFilters: tagFilters === undefined || tagFilters === null ? line.tagFilters :
      require('internal/test/tags').toFilters(tagFilters, 'options.testTagFilters'),
    shard,
    timeout: readTimeout(timeout, undefined),
  };
}

function sessionSettings(options) {
  return {
    ...commandLine(),
    only: Boolean(options.only),
    namePatterns: options.namePatterns,
    skipPatterns: options.skipPatterns,
    tagFilters: options.tagFilters,
    forceExit: Boolean(options.forceExit),
    coverage: options.coverage,
    randomize: Boolean(options.randomize) || (options.randomSeed !== undefined && options.randomSeed !== null),
    randomSeed: options.randomSeed ?? undefined,
    rerunFile: options.rerunFailuresFilePath ?? undefined,
    globalSetup: options.globalSetupPath ?? commandLine().globalSetup,
    isRunner: true,
    isolation: options.isolation,
    fromCommandLine: options.waitsForLoop !== undefined,
  };
}

function chooseFiles(options, session) {
  let files = options.files === undefined || (options.files.length === 0 && options.globPatterns.length > 0) ?
    require('internal/test/files').findFiles(options.globPatterns, options.cwd) :
    options.files.map(String);
  if (options.shard !== undefined) {
    const { index, total } = options.shard;
    files = files.filter((file, at) => at % total === index - 1);
  }
  return session.randomizer === undefined ? files : session.randomizer.shuffled(files);
}

function warnAboutRecursion() {
  process.emitWarning('node:test run() is being called recursively within a test file. skipping running files.');
}

/** Runs each file in its process. */
async function runProcesses(session, files, options) {
  const { FileTest } = require('internal/test/file_test');
  const workers = new Workers();
  const { root } = session;
  root.concurrency = options.concurrency;
  const runs = [];
  for (let i = 0; i < files.length; i++) {
    const file = new FileTest(session, files[i], options, workers);
    root.children.push(file);
    file.settle(root);
    runs.push(root.startChild(file));
  }
  await Promise.all(runs);
}

/** Loads all files into this process; their tests run when all are there. */
async function loadFiles(session, files, options) {
  const { pathToFileURL } = require('url');
  const { resolve } = require('path');
  const { importFrom } = require('internal/modules/esm/entry');
  const { Test } = require('internal/test/test');
  const { root } = session;
  root.timeout = options.timeout ?? Infinity;
  process.env.NODE_TEST_WORKER_ID ??= '1';
  for (let i = 0; i < files.length; i++) {
    const before = root.children.length;
    const path = resolve(options.cwd, files[i]);
    session.entryFile = path;
    let error;
    try {
      await importFrom(pathToFileURL(path).href);
    } catch (thrown) {
      error = { thrown };
    }
    if (error === undefined && root.children.length > before) continue;
    // A file without tests is a test.
    const place = { line: 1, column: 1, file: path };
    const child = new Test(session, root, files[i], {}, nothing, place);
    root.children.push(child);
    child.settle(root);
    if (error !== undefined) {
      child.reportsAsThrown = true;
      child.fail(error.thrown);
    }
    session.start(child);
  }
  session.entryFile = undefined;
}

/** What tests have left behind may still fail: the loop's end is waited for. */
function loopEnd() {
  return new Promise((resolve) => { process.once('beforeExit', resolve); });
}

async function conduct(session, files, options) {
  const setup = session.settings.globalSetup;
  let teardown;
  if (setup !== undefined) {
    teardown = await require('internal/test/global_setup').begin(setup);
  }
  if (options.isolation === 'none') {
    await options.preload?.();
    const ready = Promise.withResolvers();
    session.waitFor(ready.promise);
    await loadFiles(session, files, options);
    session.closeRegistration();
    ready.resolve();
    await session.settled();
  } else {
    session.waitFor(Promise.resolve());
    await runProcesses(session, files, options);
  }
  await session.runAfterAll();
  if (options.waitsForLoop && !options.forceExit) await loopEnd();
  await teardown?.();
}

/**
 * Runs files of tests.
 * @param {object} [options] see the documentation
 * @returns {import('internal/test/stream').TestsStream}
 * @throws {TypeError | RangeError}
 */
function run(options = {}) {
  const read = readOptions(options);
  const { Session, adopt } = require('internal/test/session');
  const session = new Session(sessionSettings(read), undefined);
  session.cwd = read.cwd;
  const { stream } = session;
  if (process.env.NODE_TEST_CONTEXT !== undefined) {
    warnAboutRecursion();
    session.finishNow();
    return stream;
  }
  if (read.coverage) session.coverage = new (require('internal/test/coverage').Coverage)(read);
  const files = chooseFiles(read, session);
  const release = read.isolation === 'none' ? adopt(session) : nothing;
  // Where tests run in other processes, what happens to this one is its program's concern.
  if (read.isolation === 'none' || session.settings.fromCommandLine) session.listen();
  const abort = () => {
    session.root.cancelChildren(read.signal.reason);
  };
  read.signal?.addEventListener('abort', abort, { once: true });
  if (session.settings.rerunFile !== undefined) {
    session.rerun = require('internal/test/rerun').open(session.settings.rerunFile, read.cwd);
  }
  // Listeners that the caller adds now hear everything.
  const started = read.setup === undefined || read.setup === null ? undefined : Promise.resolve(read.setup(stream));
  started?.then((ends) => { if (Array.isArray(ends)) session.reporterEnds = ends; }, () => {});
  require('internal/util/debuglog').debuglog('test_runner')('test runner configuration: %O', {
    ...read, timeout: read.timeout ?? Infinity, concurrency: options.concurrency ?? read.concurrency,
  });
  // The tests of the files are none of the test that runs them.
  const { current } = require('internal/test/context');
  const running = current.exit(async () => {
    // Whoever has called, or awaited the call, may still add listeners.
    for (let turn = 0; turn < 4; turn++) await undefined;
    await started;
    if (read.watch) {
      await require('internal/test/watch').watch(
        session, read, files, (round, due) => runProcesses(round, due, read), () => chooseFiles(read, session));
      return;
    }
    await conduct(session, files, read);
  });
  running.then(() => {
    read.signal?.removeEventListener('abort', abort);
    session.finishNow();
    release();
  }, (error) => {
    release();
    session.fail(error);
  });
  return stream;
}

module.exports = { run };
