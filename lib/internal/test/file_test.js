// A test file that runs in a process of its own: its events are passed on, and it is a test itself when it has none.
// https://nodejs.org/api/test.html#test-runner-execution-model
'use strict';
const { process } = require('internal/process/object');
const { codes } = require('internal/errors');
const { failures } = require('internal/test/failure');
const { nothing } = require('internal/test/options');
const { Test } = require('internal/test/test');

/** Events that are told as they happen, whichever file's turn it is to report. */
const immediate = {
  '__proto__': null, 'test:enqueue': true, 'test:dequeue': true, 'test:complete': true, 'test:log': true,
  'test:stdout': true, 'test:stderr': true,
};

const cancellations = [failures.aborted, failures.cancelledByParent, failures.timeout];

/** Options that the runner keeps to itself: name -> whether a value follows. */
const ownOptions = {
  '__proto__': null,
  '--test': false, '--experimental-test-coverage': false, '--watch': false, '--experimental-default-config-file': false,
  '--test-reporter': true, '--test-reporter-destination': true, '--experimental-config-file': true, '--test-randomize': false,
  '--test-random-seed': true, '--experimental-test-tag-filter': true, '--test-global-setup': true, '--test-shard': true,
  '--test-concurrency': true, '--test-isolation': true, '--experimental-test-isolation': true, '--test-rerun-failures': true,
  '--test-coverage-include': true, '--test-coverage-exclude': true, '--test-coverage-lines': true,
  '--test-coverage-branches': true, '--test-coverage-functions': true, '--inspect': false, '--inspect-brk': false,
  '--inspect-port': true, '--test-force-exit': false, '--env-file': false,
};

function inheritedArguments() {
  const inherited = [];
  const { execArgv } = process;
  for (let i = 0; i < execArgv.length; i++) {
    const argument = execArgv[i];
    const equals = argument.indexOf('=');
    const name = equals === -1 ? argument : argument.slice(0, equals);
    const hasValue = ownOptions[name];
    if (hasValue === undefined || name === '--env-file') {
      inherited.push(argument);
    } else if (hasValue && equals === -1) {
      i++;
    }
  }
  return inherited;
}

function toList(value) {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

class FileTest extends Test {
  #path;
  #options;
  #worker;
  #events = [];
  #reportedTests = 0;
  #failedTests = 0;

  /**
   * @param {object} session
   * @param {string} name the file as it was named
   * @param {object} options of run()
   * @param {object} workers which give numbers to processes
   */
  constructor(session, name, options, workers) {
    const path = require('path').resolve(options.cwd, name);
    // The limit is for the file's tests: its process keeps it.
    super(session, session.root, name, { signal: options.signal, timeout: Infinity }, nothing, { line: 1, column: 1, file: path });
    this.#path = path;
    this.#options = options;
    this.#worker = workers;
  }

  settle(parent) {
    parent.numberChild(this);
  }

  #arguments() {
    const options = this.#options;
    const { settings, randomizer } = this.session;
    const list = inheritedArguments();
    for (const pattern of toList(options.testNamePatterns)) list.push(`--test-name-pattern=${pattern}`);
    for (const pattern of toList(options.testSkipPatterns)) list.push(`--test-skip-pattern=${pattern}`);
    for (const tag of settings.tagFilters ?? []) list.push(`--experimental-test-tag-filter=${tag}`);
    if (options.only && !list.includes('--test-only')) list.push('--test-only');
    if (options.timeout !== undefined && options.timeout !== null && options.timeout !== Infinity) {
      list.push(`--test-timeout=${options.timeout}`);
    }
    if (options.forceExit) list.push('--test-force-exit');
    if (randomizer !== undefined) list.push(`--test-random-seed=${randomizer.seed}`);
    if (settings.rerunFile !== undefined) list.push(`--test-rerun-failures=${settings.rerunFile}`);
    list.push(...options.execArgv);
    list.push(this.#path);
    list.push(...options.argv);
    return list;
  }

  /** Starts the process and waits for its end; never rejected. */
  async run() {
    this.begin();
    const worker = this.#worker.take();
    try {
      if (this.error === null) await this.#runProcess(worker);
    } catch (error) {
      this.fail(error);
    }
    this.#worker.giveBack(worker);
    this.finish();
    this.parent.childEnded();
  }

  #runProcess(worker) {
    const { spawn } = require('child_process');
    const options = this.#options;
    const env = { __proto__: null, ...(options.env ?? process.env), NODE_TEST_CONTEXT: 'child-v8' };
    env.NODE_TEST_WORKER_ID = String(worker);
    if (options.watch) env.WATCH_REPORT_DEPENDENCIES = '1';
    if (env.FORCE_COLOR === undefined && require('internal/test/reporters/marks').hasColors()) env.FORCE_COLOR = '1';
    this.session.coverage?.prepare(env);
    const { promise, resolve } = Promise.withResolvers();
    const child = spawn(process.execPath, this.#arguments(), {
      cwd: options.cwd,
      env,
      stdio: ['pipe', 'pipe', 'pipe', ...(options.watch ? ['ipc'] : [])],
    });
    child.stdin.on('error', () => {});
    options.onChild?.(child, this.#path);
    const stop = () => child.kill();
    this.signal.addEventListener('abort', stop, { once: true });
    const { Reader } = require('internal/test/wire');
    const { StringDecoder } = require('string_decoder');
    const decoder = new StringDecoder('utf8');
    const reader = new Reader((event) => this.#receive(event), (bytes) => {
      const message = decoder.write(bytes);
      if (message !== '') this.#text('test:stdout', message);
    });
    child.stdout.on('data', (bytes) => reader.push(bytes));
    child.stdout.on('end', () => reader.end());
    let line = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => {
      const lines = (line + text).split('\n');
      line = lines.pop();
      for (let i = 0; i < lines.length; i++) this.#text('test:stderr', `${lines[i]}\n`);
    });
    child.stderr.on('end', () => { if (line !== '') this.#text('test:stderr', `${line}\n`); });
    let spawnError;
    child.on('error', (error) => { spawnError = error; });
    child.on('close', (exitCode, signal) => {
      this.signal.removeEventListener('abort', stop);
      if (this.error === null && (exitCode !== 0 || signal !== null)) this.fail(this.#failure(spawnError, exitCode, signal));
      this.pass();
      resolve();
    });
    // A process that could not be started has no end.
    if (child.pid === undefined) child.on('error', () => { if (!this.finished) resolve(); });
    return promise;
  }

  #failure(spawnError, exitCode, signal) {
    const failureType = this.#failedTests > 0 ? failures.subtests : failures.testCode;
    const error = new codes.ERR_TEST_FAILURE('test failed', failureType);
    // Where the runner made it tells nothing.
    error.stack = undefined;
    error.exitCode = exitCode;
    error.signal = signal;
    if (spawnError !== undefined) error.cause = spawnError;
    return error;
  }

  #text(type, message) {
    this.#receive({ type, data: { __proto__: null, file: this.name, message } });
  }

  #receive({ type, data }) {
    if (data !== undefined) data.entryFile = this.#path;
    if (immediate[type]) {
      this.session.stream.publish(type, data);
      return;
    }
    this.#events.push({ type, data });
    this.parent.flush();
  }

  /** Passes on what has come, when it is this file's turn. */
  flush() {
    if (!this.isFront) return;
    while (this.#events.length > 0) {
      const { type, data } = this.#events.shift();
      if (type === 'test:pass' || type === 'test:fail') this.#count(type, data);
      this.session.stream.publish(type, data);
    }
  }

  #count(type, data) {
    const { counters } = this.session;
    if (data.nesting === 0) {
      data.testNumber = ++counters.topLevel;
      this.#reportedTests++;
    }
    const isTodo = data.todo !== undefined;
    const isSkipped = data.skip !== undefined;
    if (type === 'test:fail' && !isTodo) {
      this.#failedTests++;
      this.session.failed();
    }
    this.session.rerun?.note(type, data);
    if (data.details?.type === 'suite') {
      counters.suites++;
      return;
    }
    counters.tests++;
    if (isSkipped) counters.skipped++;
    else if (isTodo) counters.todo++;
    else if (type === 'test:pass') counters.passed++;
    else if (cancellations.includes(data.details?.error?.failureType)) counters.cancelled++;
    else counters.failed++;
  }

  /** Whether what the file reported stands for it. */
  get isSilent() {
    this.flush();
    return this.#reportedTests > 0 && (this.error === null || this.error.failureType === failures.subtests);
  }
}

module.exports = { FileTest };
