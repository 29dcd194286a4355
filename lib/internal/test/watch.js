// Watch mode: the files of tests run again when they or what they may load has changed.
// https://nodejs.org/api/test.html#watch-mode
'use strict';

/** Changes come in bursts: an editor writes a file in several steps. */
const quiet = 100;

/** Collects the files that change below a folder. */
class Changes {
  #watcher;
  #changed = new Set();
  #woken = undefined;
  #timer = undefined;

  constructor(folder) {
    const { resolve, sep } = require('path');
    this.#watcher = require('fs').watch(folder, { recursive: true }, (event, name) => {
      if (name === null || name.split(sep).includes('node_modules')) return;
      this.#changed.add(resolve(folder, name));
      const timers = require('internal/test/real_timers');
      timers.clearTimeout(this.#timer);
      this.#timer = timers.setTimeout(() => this.#wake(), quiet);
    });
    this.#watcher.on('error', () => {});
  }

  #wake() {
    this.#woken?.();
    this.#woken = undefined;
  }

  /** @returns {Promise<Set<string>>} the files that have changed since the last call */
  async next() {
    if (this.#changed.size === 0) await new Promise((resolve) => { this.#woken = resolve; });
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  close() {
    require('internal/test/real_timers').clearTimeout(this.#timer);
    this.#watcher.close();
    this.#changed.clear();
    this.#wake();
  }
}

/**
 * @param {object} session whose stream hears of all rounds
 * @param {object} options of run()
 * @param {string[]} files
 * @param {(round: object, files: string[]) => Promise<void>} runFiles
 * @param {() => string[]} chooseFiles finds them anew
 */
async function watch(session, options, files, runFiles, chooseFiles) {
  const { Session } = require('internal/test/session');
  const { resolve } = require('path');
  const { signal } = options;
  const changes = new Changes(options.cwd);
  let round;
  const stop = () => changes.close();
  signal?.addEventListener('abort', stop, { once: true });
  let isFirst = true;
  let due = files;
  while (!signal?.aborted) {
    round = new Session(session.settings, undefined);
    round.stream = session.stream;
    round.cwd = session.cwd;
    if (!isFirst) session.stream.publish('test:watch:restarted', undefined);
    isFirst = false;
    await runFiles(round, due);
    round.reportTotals();
    if (signal?.aborted) break;
    session.stream.publish('test:watch:drained', undefined);
    const changed = await changes.next();
    if (signal?.aborted) break;
    const all = options.files === undefined ? chooseFiles() : files;
    const direct = all.filter((file) => changed.has(resolve(options.cwd, file)));
    // What is no test may be loaded by any of them.
    due = direct.length === changed.size ? direct : all;
  }
  signal?.removeEventListener('abort', stop);
  changes.close();
  session.endQuietly();
}

module.exports = { watch };
