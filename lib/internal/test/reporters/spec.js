// The spec reporter: for people. https://nodejs.org/api/test.html#test-reporters
'use strict';
const { Transform } = require('stream');
const { colors, colorOf, formatError, formatResult, indent, signs } = require('internal/test/reporters/marks');

class SpecReporter extends Transform {
  /** Tests that have started and of which nothing was printed yet, the innermost first. */
  #begun = [];
  #failed = [];
  #cwd;

  constructor() {
    super({ writableObjectMode: true });
    this.#cwd = require('process').cwd();
  }

  // Headings of the tests that have subtests.
  #headings() {
    let text = '';
    for (let i = this.#begun.length - 1; i >= 0; i--) {
      const { name, nesting } = this.#begun[i];
      text += `${indent(nesting)}${signs.heading}${name}\n`;
    }
    this.#begun.length = 0;
    return text;
  }

  #result({ type, data }) {
    const first = this.#begun.findIndex((begun) => begun.nesting === data.nesting && begun.name === data.name);
    if (first !== -1) this.#begun.splice(first, 1);
    const isListed = type === 'test:fail' && data.details?.error?.failureType !== 'subtestsFailed';
    if (isListed) this.#failed.push(data);
    const headings = this.#headings();
    return `${headings}${formatResult(type, data, '', indent(data.nesting), false)}\n`;
  }

  #text({ type, data }) {
    switch (type) {
      case 'test:start':
        this.#begun.unshift({ name: data.name, nesting: data.nesting });
        return '';
      case 'test:pass':
      case 'test:fail':
        return this.#result({ type, data });
      case 'test:stderr':
      case 'test:stdout':
        return data.message;
      case 'test:diagnostic': {
        const palette = colors();
        return `${indent(data.nesting)}${colorOf(data.level ?? 'info', palette)}${signs[type]}${data.message}${palette.white}\n`;
      }
      case 'test:log': {
        const palette = colors();
        return `${indent(data.nesting)}${palette.blue}${signs[type]}${data.message}${palette.white}\n`;
      }
      case 'test:coverage': {
        const palette = colors();
        const { table } = require('internal/test/reporters/coverage_table');
        return table(indent(data.nesting), data.summary, signs['test:coverage'], palette.blue, false);
      }
      case 'test:summary':
        // That of a single file follows in the one of the whole run.
        return data.file === undefined || !this.#hasRun ? this.#failures() : '';
      case 'test:watch:restarted':
        return `\nRestarted at ${new Date().toLocaleString()}\n`;
      case 'test:interrupted':
        return this.#interrupted(data.tests);
    }
    return '';
  }

  #hasRun = false;

  #failures() {
    if (this.#failed.length === 0) return '';
    const palette = colors();
    let text = `\n${palette.red}${signs['test:fail']}failing tests:${palette.white}\n`;
    const path = require('path');
    for (let i = 0; i < this.#failed.length; i++) {
      const data = this.#failed[i];
      if (data.file) {
        text += `\ntest at ${path.relative(this.#cwd, data.file)}:${data.line}:${data.column}\n`;
      } else {
        text += '\n';
      }
      text += `${formatResult('test:fail', data, '', '', false)}${formatError(data.details.error, '')}`;
    }
    this.#failed.length = 0;
    return text;
  }

  #interrupted(tests) {
    if (tests.length === 0) return '';
    const palette = colors();
    const path = require('path');
    let text = `\n${palette.red}Interrupted while running:${palette.white}\n`;
    for (let i = 0; i < tests.length; i++) {
      const { name, file, line, column } = tests[i];
      const place = file === undefined ? '' : ` ${palette.gray}at ${path.relative(this.#cwd, file)}:${line}:${column}${palette.white}`;
      text += `${signs['test:fail']}${name}${place}\n`;
    }
    return text;
  }

  _transform(event, encoding, callback) {
    callback(null, this.#text(event));
  }

  _flush(callback) {
    callback(null, this.#failures());
  }
}

module.exports = { SpecReporter };
