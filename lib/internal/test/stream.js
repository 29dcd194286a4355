// TestsStream: the events of a test run, as a stream of objects and as events. https://nodejs.org/api/test.html#class-testsstream
'use strict';
const { Readable } = require('stream');

/** The place of a test, as every event about it tells it. */
function addPlace(data, place) {
  if (place !== undefined) {
    data.line = place.line;
    data.column = place.column;
    data.file = place.file;
    if (place.entryFile !== undefined) data.entryFile = place.entryFile;
  }
  return data;
}

class TestsStream extends Readable {
  /** Events that wait for the consumer to read. */
  #buffer = [];
  #canPush = true;

  constructor() {
    super({ objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER });
  }

  _read() {
    this.#canPush = true;
    while (this.#buffer.length > 0 && this.#canPush) this.#canPush = this.push(this.#buffer.shift());
  }

  /**
   * Tells listeners and readers of something.
   * @param {string} type 'test:pass' ...
   * @param {object | undefined} data
   */
  publish(type, data) {
    if (data !== undefined && data.__proto__ !== null) data = { __proto__: null, ...data };
    this.emit(type, data);
    this.#send(data === undefined ? { type } : { type, data });
  }

  #send(event) {
    if (this.#canPush) this.#canPush = this.push(event);
    else this.#buffer.push(event);
  }

  /** No more events follow. */
  end() {
    this.#send(null);
  }

  /**
   * @param {object} entry the test
   * @param {'suite' | 'test'} type
   */
  enqueue(entry, type) {
    this.publish('test:enqueue', this.#identity(entry, type));
  }

  dequeue(entry, type) {
    this.publish('test:dequeue', this.#identity(entry, type));
  }

  start(entry) {
    this.publish('test:start', this.#identity(entry, undefined));
  }

  #identity(entry, type) {
    const data = { __proto__: null, nesting: entry.nesting, name: entry.name };
    if (type !== undefined) data.type = type;
    data.testId = entry.testId;
    data.parentId = entry.parentId;
    data.tags = entry.tags;
    return addPlace(data, entry.place);
  }

  /**
   * What a test came to.
   * @param {'test:complete' | 'test:pass' | 'test:fail'} event
   * @param {object} entry
   * @param {number} testNumber
   * @param {object} details
   * @param {object} directive at most one of skip, todo and expectFailure
   */
  result(event, entry, testNumber, details, directive) {
    const data = {
      __proto__: null,
      name: entry.name,
      nesting: entry.nesting,
      testNumber,
      testId: entry.testId,
      parentId: entry.parentId,
      details,
      tags: entry.tags,
    };
    if (event !== 'test:complete' && details.classname !== undefined) data.classname = details.classname;
    addPlace(data, entry.place);
    if (directive.skip !== undefined) data.skip = directive.skip;
    else if (directive.todo !== undefined) data.todo = directive.todo;
    else if (directive.expectFailure !== undefined) data.expectFailure = directive.expectFailure;
    this.publish(event, data);
  }

  plan(nesting, place, count) {
    this.publish('test:plan', addPlace({ __proto__: null, nesting, count }, place));
  }

  /**
   * @param {number} nesting
   * @param {object} place
   * @param {string} message
   * @param {'info' | 'warn' | 'error'} [level]
   */
  diagnostic(nesting, place, message, level = 'info') {
    this.publish('test:diagnostic', addPlace({ __proto__: null, nesting, message, level }, place));
  }

  log(entry, message, payload) {
    this.publish('test:log', addPlace({
      __proto__: null,
      name: entry.name,
      nesting: entry.nesting,
      testId: entry.testId,
      parentId: entry.parentId,
      message,
      data: payload,
    }, entry.place));
  }

  coverage(nesting, place, summary) {
    this.publish('test:coverage', addPlace({ __proto__: null, nesting, summary }, place));
  }

  /**
   * @param {boolean} success
   * @param {object} counts
   * @param {number} duration milliseconds
   * @param {string | undefined} file
   */
  summary(success, counts, duration, file) {
    this.publish('test:summary', { __proto__: null, success, counts, duration_ms: duration, file });
  }

  interrupted(tests) {
    this.publish('test:interrupted', { __proto__: null, tests });
  }
}

module.exports = { TestsStream };
