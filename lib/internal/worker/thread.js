// The worker's side of a worker: takes over from the main program's start. https://nodejs.org/api/worker_threads.html
'use strict';

const native = binding('worker');
const { process } = require('internal/process/object');
const uncaught = require('internal/process/uncaught');
const standardStreams = require('internal/process/standard_streams');
const stdio = require('internal/process/stdio');
const { isExiting } = require('internal/ticks');

const realm = binding('realm');

const { 0: threadId, 1: threadName, 2: limits, 3: half } = native.self();

/** What the parent has sent to begin with. */
const { 0: given } = half.take();

const parentPort = given.port;

/** How many streams wait for the parent. */
let held = 0;

const line = {
  post(message) { half.send(message); },
  hold() {
    if (held++ === 0) half.ref();
  },
  release() {
    if (--held === 0) half.unref();
  },
};

/** Streams that the program has asked for. */
const streams = { __proto__: null, stdin: undefined, stdout: undefined, stderr: undefined };

function input() {
  const { PostedStream } = require('internal/worker/stdio');
  const stream = new PostedStream(line, 'stdin', given.stdin);
  streams.stdin = stream;
  if (!given.stdin) stream.push(null);
  return stream;
}

function output(name) {
  const { PostingStream } = require('internal/worker/stdio');
  return streams[name] = new PostingStream(line, name);
}

/** What the parent tells of the streams. */
function onMessage(kind, message) {
  if (kind !== 0) return;
  switch (message[0]) {
    case 'more': streams[message[1]]?.goOn(); break;
    case 'write': require('process').stdin.receive(message[2], message[3]); break;
    case 'end': require('process').stdin.push(null); break;
  }
}

function unsupported(what) {
  const { codes } = require('internal/errors');
  return new codes.ERR_WORKER_UNSUPPORTED_OPERATION(what);
}

/** Functions of process that concern the whole process. */
function restrictProcess() {
  const names = ['abort', 'chdir', 'setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups'];
  const hasChannel = process.env.NODE_CHANNEL_FD !== undefined;
  if (hasChannel) names.push('send', 'disconnect');
  for (const name of names) {
    const refuse = function() { throw unsupported(`process.${name}()`); };
    refuse.disabled = true;
    Object.defineProperty(refuse, 'name', { __proto__: null, value: 'unavailableInWorker' });
    process[name] = refuse;
  }
  for (const name of hasChannel ? ['channel', 'connected'] : []) {
    const refuse = function() { throw unsupported(`process.${name}`); };
    refuse.disabled = true;
    Object.defineProperty(process, name, {
      __proto__: null, get: refuse, set: refuse, configurable: true, enumerable: false,
    });
  }
  const { umask } = process;
  process.umask = function(mask) {
    if (mask !== undefined) throw unsupported('Setting process.umask()');
    return umask();
  };
  // What it is assigned stays here.
  let { title } = process;
  Object.defineProperty(process, 'title', {
    __proto__: null, configurable: true, enumerable: true, get: () => title, set(value) { title = `${value}`; },
  });
}

/** The end, of this thread alone. */
function reallyExit(code) {
  realm.exit(code | 0);
  // Until the termination is noticed, which every turn of a loop does.
  for (;;);
}

/** An exception that nobody took: the parent hears of it, and the thread ends. */
function onFatal(error, origin) {
  let thrown = error;
  try {
    if (uncaught.offer(error, origin)) return true;
  } catch (second) {
    thrown = second;
  }
  // What 'exit' listeners throw does not change the code. Others come first: what they post arrives before the error.
  let code = isExiting() ? undefined : 1;
  try {
    code = uncaught.emitExit(code);
  } catch {
    // It ends in any case.
  }
  const { pack } = require('internal/worker/thrown');
  half.send(['error', pack(thrown)]);
  reallyExit(code ?? 0);
  return true;
}

function runProgram() {
  const { filename, kind } = given;
  if (kind === 'eval') return require('internal/process/eval').run(filename, '[worker eval]');
  if (kind === 'url') return require('internal/modules/esm/entry').runUrl(filename);
  return require('internal/modules/module').runMain(filename);
}

/** Puts the worker's own state in place, before any of its program. */
function prepare() {
  half.deliver = onMessage;
  half.start();
  restrictProcess();
  process.reallyExit = reallyExit;
  standardStreams.made.stdout = standardStreams.made.stderr = true;
  stdio.replace({ stdin: input, stdout: () => output('stdout'), stderr: () => output('stderr') });
  uncaught.setFatal(onFatal);
  uncaught.atExit(() => {
    streams.stdout?.flush();
    streams.stderr?.flush();
  });
}

/** What the parent listens for: the program begins. */
function begin() {
  native.loopStarts();
  half.send(['online']);
  require('internal/worker/mailbox').adopt(given.mailbox);
}

module.exports = {
  prepare, begin, runProgram, threadId, threadName, parentPort,
  workerData: given.workerData,
  environmentData: given.environmentData,
  resourceLimits: {
    maxYoungGenerationSizeMb: limits[0],
    maxOldGenerationSizeMb: limits[1],
    codeRangeSizeMb: limits[2],
    stackSizeMb: limits[3],
  },
};
