// Which tests have passed in earlier runs, so that only the others run again.
// https://nodejs.org/api/test.html#rerunning-failed-tests
'use strict';
const { codes } = require('internal/errors');

class Rerun {
  #path;
  #cwd;
  /** Earlier runs, each an object of passed tests by key. */
  #attempts;
  #passed = {};
  /** How often a place has defined a test. */
  #seen = new Map();
  #noted = new Map();

  constructor(path, cwd) {
    this.#path = path;
    this.#cwd = cwd;
    let text;
    try {
      text = require('fs').readFileSync(path, 'utf8');
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
      this.#attempts = [];
      return;
    }
    this.#attempts = text.trim() === '' ? [] : this.#parse(text);
  }

  #parse(text) {
    let attempts;
    try {
      attempts = JSON.parse(text);
    } catch {
      attempts = undefined;
    }
    if (!Array.isArray(attempts)) {
      throw new codes.ERR_INVALID_ARG_VALUE('--test-rerun-failures', this.#path, 'is not a valid rerun file');
    }
    return attempts;
  }

  #key({ file, line, column }, counts) {
    const place = `${require('path').relative(this.#cwd, file)}:${line}:${column}`;
    const count = counts.get(place) ?? 0;
    counts.set(place, count + 1);
    return count === 0 ? place : `${place}:(${count})`;
  }

  /** @returns {number} of this run, counted from 0 */
  get attempt() {
    return this.#attempts.length;
  }

  /** @returns {number | undefined} the attempt in which a test has passed already */
  passedAttempt(place) {
    if (place?.file === undefined) return undefined;
    const key = this.#key(place, this.#seen);
    return this.#attempts[this.#attempts.length - 1]?.[key]?.passed_on_attempt;
  }

  /** Takes up a result. */
  note(type, data) {
    if (data.file === undefined) return;
    const key = this.#key(data, this.#noted);
    if (type !== 'test:pass') return;
    this.#passed[key] = { passed_on_attempt: data.details.passed_on_attempt ?? this.attempt, name: data.name };
  }

  /** Writes this run below the earlier ones. */
  save() {
    require('fs').writeFileSync(this.#path, JSON.stringify([...this.#attempts, this.#passed], null, 2));
  }
}

/** @returns {Rerun} */
function open(path, cwd) {
  return new Rerun(path, cwd);
}

module.exports = { open };
