// --watch: runs the program in a child, and again whenever a file changes that it has loaded, or something below
// --watch-path. https://nodejs.org/api/cli.html#--watch
//
// The child tells over its IPC channel which files it loads (internal/process/loaded_files).
'use strict';

const { process } = require('internal/process/object');
const options = require('internal/options');

// Writing a file makes several events; the program runs again when they have calmed down.
const calm = 200;

const own = new Set(['--watch', '--watch-preserve-output', '--no-watch']);
const ownWithValue = ['--watch-path', '--watch-kill-signal'];

/** The child's options: this process's without those that are about watching. */
function childOptions() {
  const kept = [];
  const { execArgv } = process;
  for (let i = 0; i < execArgv.length; i++) {
    const argument = execArgv[i];
    const equals = argument.indexOf('=');
    const name = equals === -1 ? argument : argument.slice(0, equals);
    if (own.has(name)) continue;
    if (!ownWithValue.includes(name)) {
      kept.push(argument);
    } else if (equals === -1) {
      i++;
    }
  }
  return kept;
}

function listOf(value) {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

class WatchMode {
  #shown;
  #args;
  #signal;
  #child = undefined;
  #watchers = new Map();
  #watched = new Set();
  #byLoading;
  #timer = undefined;
  #restarting = false;

  constructor() {
    const { inspect } = require('util');
    const program = process.argv.slice(1);
    this.#shown = inspect(program.join(' '));
    this.#args = [...childOptions(), ...program];
    this.#signal = options.get('--watch-kill-signal') ?? 'SIGTERM';
    const { resolve } = require('path');
    const paths = listOf(options.get('--watch-path'));
    this.#byLoading = paths.length === 0;
    for (let i = 0; i < paths.length; i++) this.#watchTree(resolve(paths[i]));
    if (!this.#byLoading) return;
    const env = [...listOf(options.get('--env-file')), ...listOf(options.get('--env-file-if-exists'))];
    for (let i = 0; i < env.length; i++) this.#watchFile(resolve(env[i]));
  }

  #say(text) {
    const { styleText } = require('util');
    const colors = { 'Completed': 'green', 'Restarting': 'green', 'Failed': 'red', 'Change': 'yellow' };
    const colour = colors[text.slice(0, text.indexOf(' '))] ?? 'blue';
    process.stdout.write(`${styleText(colour, text, { stream: process.stdout })}\n`);
  }

  #watchTree(path) {
    const { resolve } = require('path');
    const fs = require('fs');
    const isDirectory = fs.statSync(path, { throwIfNoEntry: false })?.isDirectory();
    const watcher = fs.watch(path, { recursive: true });
    watcher.on('change', (event, name) => this.#changed(isDirectory && name ? resolve(path, name) : path));
    watcher.on('error', () => {});
  }

  /** A file is watched by its folder: editors write a new one and put it in the old one's place. */
  #watchFile(file) {
    if (this.#watched.has(file)) return;
    this.#watched.add(file);
    const { dirname, resolve } = require('path');
    const folder = dirname(file);
    if (this.#watchers.has(folder)) return;
    let watcher;
    try {
      watcher = require('fs').watch(folder);
    } catch {
      return;  // nothing to be told of
    }
    this.#watchers.set(folder, watcher);
    watcher.on('change', (event, name) => {
      const changed = name ? resolve(folder, name) : folder;
      if (this.#watched.has(changed)) this.#changed(changed);
    });
    watcher.on('error', () => {});
  }

  #changed(file) {
    if (this.#restarting) return;
    const first = this.#timer === undefined;
    clearTimeout(this.#timer);
    if (first) this.#say(`Change detected in ${require('util').inspect(file)}`);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#restart();
    }, calm);
  }

  async #restart() {
    this.#restarting = true;
    if (!options.get('--watch-preserve-output') && process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[3J\x1b[H');
    this.#say(`Restarting ${this.#shown}`);
    await this.#stop(this.#signal);
    this.#restarting = false;
    this.start();
  }

  /** Ends the child, and waits until it has ended. */
  async #stop(signal) {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const { once } = require('events');
    child.removeAllListeners('exit');
    const ended = once(child, 'exit');
    child.kill(signal);
    const reminder = setTimeout(() => this.#say('Waiting for graceful termination...'), 1000);
    await ended;
    clearTimeout(reminder);
  }

  start() {
    const { spawn } = require('child_process');
    const child = spawn(process.execPath, this.#args, {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, EDDY_TELL_LOADED_FILES: '1' },
    });
    this.#child = child;
    child.on('message', (message) => {
      if (message?.type === 'eddy:loaded') {
        if (this.#byLoading) this.#watchFile(message.file);
      } else if (process.send !== undefined) {
        process.send(message);
      }
    });
    child.on('exit', (code) => {
      const text = `${this.#shown}. Waiting for file changes before restarting...`;
      this.#say(code === 0 ? `Completed running ${text}` : `Failed running ${text}`);
    });
    child.on('error', () => {});
    if (!this.#byLoading) return;
    const { resolve } = require('path');
    this.#watchFile(resolve(process.argv[1]));
  }

  /** Passes on what a parent sends, and ends with the child when it is told to. */
  connect() {
    if (process.send !== undefined) {
      process.on('message', (message) => {
        if (this.#child?.connected) this.#child.send(message);
      });
    }
    for (const signal of ['SIGTERM', 'SIGINT']) {
      process.on(signal, async () => {
        await this.#stop(signal);
        process.exit(128 + require('os').constants.signals[signal]);
      });
    }
  }
}

/** Starts the program, and keeps running. */
function run() {
  const mode = new WatchMode();
  mode.connect();
  mode.start();
  // What is watched does not end: neither does this process.
  setInterval(() => {}, 2 ** 30);
}

module.exports = { run };
