// The TAP reporter: Test Anything Protocol, version 13, with YAML diagnostics. https://testanything.org/
'use strict';
const { inspect } = require('internal/util/inspect');

const inspectOptions = { colors: false, breakLength: Infinity };

const escapes = {
  '__proto__': null, '\\': '\\\\', '#': '\\#', '\b': '\\\\b', '\f': '\\\\f', '\t': '\\\\t', '\n': '\\\\n', '\r': '\\\\r',
  '\v': '\\\\v',
};

function escape(text) {
  return text.replace(/[\\#\b\f\t\n\r\v]/g, (character) => escapes[character]);
}

function indent(nesting) {
  return '    '.repeat(nesting);
}

function line(indentation, name, value) {
  return value === undefined ? '' : `${indentation}  ${name}: ${value}\n`;
}

/** The result line of a test. */
function result(data, status) {
  const { nesting, testNumber, name, skip, todo, expectFailure } = data;
  let text = `${indent(nesting)}${status} ${testNumber}`;
  if (name) text += ` - ${escape(name)}`;
  if (skip !== undefined) text += ` # SKIP${reason(skip)}`;
  else if (todo !== undefined) text += ` # TODO${reason(todo)}`;
  else if (expectFailure !== undefined) text += ` # EXPECTED FAILURE${reason(expectFailure)}`;
  return `${text}\n`;
}

function reason(words) {
  return typeof words === 'string' && words.length > 0 ? ` ${escape(words)}` : '';
}

function details(nesting, { duration_ms, type, error }, place) {
  const indentation = indent(nesting);
  let text = `${indentation}  ---\n`;
  text += line(indentation, 'duration_ms', duration_ms);
  text += line(indentation, 'type', type === undefined ? undefined : `'${type}'`);
  if (place !== undefined) text += line(indentation, 'location', `'${place.replaceAll('\\', '\\\\')}'`);
  text += yaml(error, indentation, new Set());
  return `${text}${indentation}  ...\n`;
}

function literal(name, lines, indentation) {
  let text = `${indentation}  ${name}: |-\n`;
  for (let i = 0; i < lines.length; i++) text += `${indentation}    ${lines[i]}\n`;
  return text;
}

/** A value that has no parts, and null. */
function scalar(name, value, indentation) {
  if (value === null) return line(indentation, name, '~');
  if (typeof value === 'string' && value.includes('\n')) return literal(name, value.split(/\r?\n/), indentation);
  return line(indentation, name, inspect(value, inspectOptions));
}

function property(name, value, indentation, seen) {
  if (value === null || (typeof value !== 'object')) {
    return value === undefined ? '' : scalar(name, value, indentation);
  }
  if (seen.has(value)) return line(indentation, name, '<Circular>');
  if (value instanceof Date) return line(indentation, name, value.toISOString());
  const inner = yaml(value, `${indentation}  `, seen, true);
  // An error among a value's parts stands for itself, at the level of its siblings.
  return `${indentation}  ${name}:\n${value instanceof Error ? yaml(value, indentation, seen) : inner}`;
}

function yaml(value, indentation, seen) {
  if (value === undefined) return '';
  seen.add(value);
  let text = '';
  if (value instanceof Error) {
    text += errorLines(value, indentation, seen);
  } else {
    const names = Object.keys(value);
    for (let i = 0; i < names.length; i++) text += property(names[i], value[names[i]], indentation, seen);
  }
  seen.delete(value);
  return text;
}

function errorLines(error, indentation, seen) {
  const { cause, code, failureType } = error;
  let { message, stack, name } = error;
  let shownCode = code;
  let shownError = message;
  let subject = error;
  const isFailure = code === 'ERR_TEST_FAILURE';
  if (isFailure && cause !== null && typeof cause === 'object' && failureType !== undefined) {
    subject = cause;
    shownError = cause.message ?? message;
    name = cause.name;
    stack = cause.stack;
    shownCode = cause.code ?? code;
    if (cause.failureType !== undefined) shownCode = cause.code;
  } else if (isFailure && typeof cause !== 'string') {
    stack = undefined;
  }
  if (isFailure && !(subject instanceof Error) && subject !== error) {
    stack = undefined;
    name = undefined;
    shownCode = code;
    shownError = message;
  }
  let text = '';
  if (failureType !== undefined) text += scalar('failureType', failureType, indentation);
  if (error.exitCode !== undefined) text += scalar('exitCode', error.exitCode, indentation);
  if (error.signal !== undefined) text += scalar('signal', error.signal, indentation);
  text += scalar('error', shownError, indentation);
  if (shownCode !== undefined) text += scalar('code', shownCode, indentation);
  if (typeof name === 'string' && name !== 'Error') text += scalar('name', name, indentation);
  if (isAssertion(subject)) {
    text += property('expected', subject.expected, indentation, seen);
    text += property('actual', subject.actual, indentation, seen);
    if (subject.operator !== undefined) text += scalar('operator', subject.operator, indentation);
  }
  if (typeof stack === 'string') {
    const frames = [];
    const lines = stack.split('\n');
    for (let i = 0; i < lines.length; i++) {
      const found = /^\s+at\s(.*)$/.exec(lines[i]);
      if (found !== null) frames.push(found[1]);
    }
    if (frames.length > 0) text += literal('stack', frames, indentation);
  }
  return text;
}

function isAssertion(error) {
  return error !== null && typeof error === 'object' && 'expected' in error && 'actual' in error;
}

function placeOf({ file, line: row, column }) {
  // A program on the command line has no file.
  return file ? `${file}:${row}:${column}` : undefined;
}

/**
 * @param {AsyncIterable<{ type: string, data: object }>} source
 * @yields {string}
 */
async function* tap(source) {
  yield 'TAP version 13\n';
  for await (const { type, data } of source) {
    switch (type) {
      case 'test:fail':
        yield result(data, 'not ok');
        yield details(data.nesting, data.details, placeOf(data));
        break;
      case 'test:pass':
        yield result(data, 'ok');
        yield details(data.nesting, data.details, undefined);
        break;
      case 'test:plan':
        yield `${indent(data.nesting)}1..${data.count}\n`;
        break;
      case 'test:start':
        yield `${indent(data.nesting)}# Subtest: ${escape(data.name)}\n`;
        break;
      case 'test:stderr':
      case 'test:stdout': {
        const lines = data.message.split(/\r?\n/);
        for (let i = 0; i < lines.length; i++) {
          if (lines[i].length > 0) yield `# ${escape(lines[i])}\n`;
        }
        break;
      }
      case 'test:diagnostic':
      case 'test:log':
        yield `${indent(data.nesting)}# ${escape(data.message)}\n`;
        break;
      case 'test:coverage':
        yield require('internal/test/reporters/coverage_table').table(indent(data.nesting), data.summary, '# ', '', true);
        break;
      case 'test:interrupted':
        for (let i = 0; i < data.tests.length; i++) {
          const test = data.tests[i];
          yield `# Interrupted while running: ${escape(test.name)}${test.file === undefined ? '' : ` at ${placeOf(test)}`}\n`;
        }
        break;
    }
  }
}

module.exports = { tap };
