// util.inspect of errors: the stack with the right class in front, what it shares with its cause left out, and the
// lines of the runtime and of dependencies set back in colour.
'use strict';
const { prefixOf } = require('internal/util/inspect/names');

const errorToString = Error.prototype.toString;
const { hasOwn } = Object;

const namedStack = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/;
const onlyName = /^([a-z_A-Z0-9-]*Error)$/;
const nodeModulesDirectory = /([/\\]node_modules[/\\])((?:@[^/\\]+[/\\])?[^/\\]+)(?=[/\\])/g;
const ofRuntime = /^ {4}at (?:.*\()?node:[^)]+?:\d+:\d+\)?$/;

function stackText(printer, error) {
  if (printer.withoutStacks) return errorToString.call(error);
  let stack = read(error, 'stack');
  if (typeof stack === 'string') return stack || errorToString.call(error);
  if (!stack) return errorToString.call(error);
  printer.indentation += 4;
  stack = printer.print(stack, 0);
  printer.indentation -= 4;
  return `${errorToString.call(error)}\n    ${stack}`;
}

/** A property that a program may have made an accessor that throws. */
function read(error, name) {
  try {
    return error[name];
  } catch {
    return undefined;
  }
}

/** Puts the error's class in front of a stack that begins with the name of a more general one. */
function withClassName(stack, error, className, tag) {
  const name = String(read(error, 'name') ?? 'Error');
  if (className === null) {
    const match = namedStack.exec(stack) ?? onlyName.exec(stack);
    const fallback = match === null ? 'Error' : match[1];
    const length = match === null ? 0 : fallback.length;
    const prefix = prefixOf(null, tag, fallback).slice(0, -1);
    if (!prefix.includes(name)) return `${prefix} [${name}]${stack.slice(length)}`;
    return length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
  }
  if (!name.endsWith('Error')) return stack;
  const prefix = prefixOf(className, tag, 'Error').slice(0, -1);
  if (prefix === name || !stack.startsWith(name)) return stack;
  const next = stack[name.length];
  if (next !== undefined && next !== ':' && next !== '\n') return stack;
  return `${prefix.includes(name) ? prefix : `${prefix} [${name}]`}${stack.slice(name.length)}`;
}

/** Where two stacks run together for more than three lines: [first line, number of lines], or undefined. */
function sharedLines(own, others) {
  for (let i = 0; i < own.length - 3; i++) {
    const start = others.indexOf(own[i]);
    if (start === -1) continue;
    const rest = others.length - start;
    if (rest <= 3) continue;
    let length = 1;
    const limit = Math.min(rest, own.length - i);
    while (length < limit && own[i + length] === others[start + length]) length++;
    if (length > 3) return [i, length];
  }
  return undefined;
}

function stackLines(printer, error, text) {
  const lines = text.split('\n');
  const cause = read(error, 'cause');
  if (cause === undefined || cause === null || !isError(cause)) return lines;
  const causeStack = stackText(printer, cause);
  const at = causeStack.indexOf('\n    at');
  if (at === -1) return lines;
  const shared = sharedLines(lines, causeStack.slice(at + 1).split('\n'));
  if (shared !== undefined) {
    const { 0: first, 1: count } = shared;
    const skipped = count - 2;
    lines.splice(first + 1, skipped,
      printer.stylize(`    ... ${skipped} lines matching cause stack trace ...`, 'undefined'));
  }
  return lines;
}

function isError(value) {
  return require('internal/util/types').isNativeError(value) || value instanceof Error;
}

function underlineModules(printer, line) {
  return line.replace(nodeModulesDirectory, (_, directory, name) => `${directory}${printer.stylize(name, 'module')}`);
}

function dimDirectory(printer, line, directory) {
  if (directory === undefined) return line;
  let start = line.indexOf(directory);
  if (start === -1) return line;
  let end = start + directory.length;
  if (line.slice(start - 7, start) === 'file://') start -= 7;
  const opens = line[start - 1] === '(' ? start - 1 : start;
  const closes = opens !== start && line.endsWith(')') ? -1 : line.length;
  end += 1;
  return `${line.slice(0, opens)}${printer.stylize(line.slice(opens, end), 'undefined')}${
    line.slice(end, closes)}${closes === -1 ? printer.stylize(')', 'undefined') : ''}`;
}

/** Sets the runtime's own lines and the working directory back, and underlines the names of dependencies. */
function colorize(printer, lines) {
  let directory;
  try {
    directory = require('process').cwd();
  } catch {
    // The directory may have been removed.
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (ofRuntime.test(line)) {
      lines[i] = printer.stylize(line, 'undefined');
    } else if (line.startsWith('    at ')) {
      lines[i] = dimDirectory(printer, underlineModules(printer, line), directory);
    }
  }
}

/**
 * Drops properties that the stack shows already, and adds `cause` and `errors`, which don't show by themselves.
 * @param {object} error
 * @param {(string | symbol)[]} keys changed in place
 * @param {string} stack
 * @param {boolean} showHidden nothing is dropped
 */
function adjustKeys(error, keys, stack, showHidden) {
  if (!showHidden && keys.length !== 0) {
    for (const name of ['name', 'message', 'stack']) {
      const index = keys.indexOf(name);
      if (index !== -1 && (typeof error[name] !== 'string' || stack.includes(error[name]))) keys.splice(index, 1);
    }
  }
  if ('cause' in error && !keys.includes('cause')) keys.push('cause');
  if (hasOwn(error, 'errors') && Array.isArray(error.errors) && !keys.includes('errors')) keys.push('errors');
}

/**
 * @param {Printer} printer
 * @param {object} error
 * @param {string | null} className
 * @param {string} tag
 * @param {(string | symbol)[]} keys the error's own properties; changed in place
 * @returns {string}
 */
function printError(printer, error, className, tag, keys) {
  let stack = stackText(printer, error);
  adjustKeys(error, keys, stack, printer.showHidden);
  stack = withClassName(stack, error, className, tag);

  // A message may span lines that look like anything: the frames are looked for behind it.
  const message = read(error, 'message');
  const messageAt = typeof message === 'string' && message !== '' ? stack.indexOf(message) : -1;
  const from = messageAt === -1 ? 0 : messageAt + message.length;
  const framesAt = stack.indexOf('\n    at', from);
  if (framesAt === -1) {
    stack = `[${stack}]`;
  } else {
    const lines = stackLines(printer, error, stack.slice(framesAt + 1));
    if (printer.colors) colorize(printer, lines);
    stack = `${stack.slice(0, framesAt)}\n${lines.join('\n')}`;
  }
  if (printer.indentation !== 0) {
    stack = stack.replaceAll('\n', `\n${' '.repeat(printer.indentation)}`);
  }
  return stack;
}

module.exports = { isError, printError };
