// The global console: it writes to process.stdout and process.stderr. https://nodejs.org/api/console.html
//
// As long as a program doesn't touch those streams, and they aren't terminals, text goes to the descriptors directly:
// the streams, which write synchronously too, needn't be loaded for it.
'use strict';
const { Console, State, hidden, initialize, methods, onWriteError } = require('internal/console/console');
const engineConsole = require('internal/console/engine');
const standardStreams = require('internal/process/standard_streams');

const { defineProperty, getOwnPropertyDescriptor } = Object;

const console = Object.create({});
Object.assign(console, methods);

// Whether the descriptors are terminals, which want colours; undefined until asked.
const isTerminal = [undefined, undefined];

function directWrite(toStderr, text) {
  const name = toStderr ? 'stderr' : 'stdout';
  if (standardStreams.made[name]) return false;
  const process = require('process');
  if (getOwnPropertyDescriptor(process, name)?.get !== standardStreams.getters[name]) return false;
  const index = toStderr ? 1 : 0;
  isTerminal[index] ??= binding('tty').isTerminal(index + 1);
  if (isTerminal[index]) return false;
  // What failed is tried again by the stream, which tells those who listen.
  return text === '' || binding('process').writeSync(index + 1, text) >= 0;
}

const state = new State();
state.directWrite = directWrite;
initialize(console, state);

function overridable(name, get) {
  defineProperty(console, name, {
    __proto__: null,
    get,
    set(value) {
      // The program's own stream: written to like any other.
      state.directWrite = undefined;
      hidden(console, name, value);
    },
    enumerable: false,
    configurable: true,
  });
}
overridable('_stdout', () => require('process').stdout);
overridable('_stderr', () => require('process').stderr);
hidden(console, '_stdoutErrorHandler', (error) => onWriteError(console._stdout)(error));
hidden(console, '_stderrErrorHandler', (error) => onWriteError(console._stderr)(error));

console.Console = Console;
for (const name of ['profile', 'profileEnd', 'timeStamp', 'context']) {
  if (engineConsole?.[name] !== undefined) console[name] = engineConsole[name];
}

const tasks = new WeakSet();

/**
 * A task of a name, in which functions run: debuggers show where it was made behind the stack of what it runs.
 * https://developer.chrome.com/docs/devtools/console/api#createtask
 * @param {string} name not empty
 * @returns {{ run: (callback: () => any) => any }}
 */
console.createTask = function createTask(name) {
  if (typeof name !== 'string' || name === '') throw new Error('First argument must be a non-empty string.');
  const task = {
    run(callback) {
      if (!tasks.has(this)) throw new Error("'run' called with illegal receiver.");
      if (typeof callback !== 'function') throw new Error('First argument must be a function.');
      return callback();
    },
  };
  tasks.add(task);
  return task;
};

// Of the namespace's operations every argument is optional: https://console.spec.whatwg.org/#console-namespace
for (const name of ['assert', 'createTask', 'dir', 'table']) {
  defineProperty(console[name], 'length', { __proto__: null, value: 0, writable: false, enumerable: false, configurable: true });
}

module.exports = console;
