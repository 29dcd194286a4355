// util.inspect of errors: the stack with the right class in front, what it shares with its cause left out, and the
// lines of the runtime and of dependencies set back in colour.
'use strict';
const { prefixOf } = require('internal/util/inspect/names');

const { isNativeError } = require('internal/util/types');

const errorToString = Error.prototype.toString;
const objectToString = Object.prototype.toString;
const { hasOwn } = Object;

// What remains of an error whose name or message can't be read.
const unreadable = '[object Error]';

const namedStack = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/;
const onlyName = /^([a-z_A-Z0-9-]*Error)$/;
const nodeModulesDirectory = /([/\\]node_modules[/\\])((?:@[^/\\]+[/\\])?[^/\\]+)/g;
const ofRuntime = /^ {4}at (?:[^(]+\()?node:(.+):\d+:\d+\)?$/;

// Shorter stacks are shown whole, repetitions of fewer lines than this too.
const maxPlainLines = 10;
const minRepeatedLines = 3;

/** What an error says of itself, even if its name or message can't be read. */
function textOf(error) {
  try {
    return errorToString.call(error);
  } catch {
    return objectToString.call(error);
  }
}

function stackText(printer, error) {
  if (printer.withoutStack?.has(error)) return textOf(error);
  const stack = read(error, 'stack');
  // The engine describes a failure to read the error in place of its stack.
  if (typeof stack === 'string') return stack === '' || stack.startsWith('<error') ? textOf(error) : stack;
  if (!stack) return textOf(error);
  printer.indentation += 4;
  const text = printer.print(stack, NaN);
  printer.indentation -= 4;
  return `${textOf(error)}\n    ${text}`;
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
  const ownName = read(error, 'name') ?? 'Error';
  let name;
  try {
    name = String(ownName);
  } catch {
    return stack;
  }
  if (className === null) {
    const match = namedStack.exec(stack) ?? onlyName.exec(stack);
    const fallback = match === null ? 'Error' : match[1];
    const length = match === null ? 0 : fallback.length;
    const prefix = prefixOf(null, tag, fallback).slice(0, -1);
    if (!prefix.includes(name)) return `${prefix} [${name}]${stack.slice(length)}`;
    return length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
  }
  const prefix = prefixOf(className, tag, 'Error').slice(0, -1);
  if (typeof ownName !== 'string') return stack.replace(name, () => `${name} [${prefix}]`);
  if (!name.endsWith('Error')) return stack;
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

/** Leaves out what the stack has in common with its cause's. */
function omitShared(printer, error, lines) {
  const cause = read(error, 'cause');
  if (cause === undefined || cause === null || !isError(cause)) return;
  const causeStack = stackText(printer, cause);
  const at = causeStack.indexOf('\n    at');
  if (at === -1) return;
  const shared = sharedLines(lines, causeStack.slice(at + 1).split('\n'));
  if (shared === undefined) return;
  const { 0: first, 1: count } = shared;
  const skipped = count - 2;
  lines.splice(first + 1, skipped,
    printer.stylize(`    ... ${skipped} lines matching cause stack trace ...`, 'undefined'));
}

/**
 * Lines that come again at once after themselves, from `start` on.
 * @returns {[period: number, times: number] | undefined} undefined when too few do
 */
function repetitionFrom(lines, start) {
  let next = lines.indexOf(lines[start], start + 1);
  for (; next !== -1; next = lines.indexOf(lines[start], next + 1)) {
    const period = next - start;
    let same = 0;
    while (next + same < lines.length && lines[next + same] === lines[start + same]) same++;
    const times = Math.floor(same / period);
    if (times > 0) return times * period < minRepeatedLines ? undefined : [period, times];
  }
  return undefined;
}

/** Leaves out lines that repeat those above them: recursion. */
function omitRepeated(printer, lines) {
  if (lines.length <= maxPlainLines || lines.length - new Set(lines).size <= minRepeatedLines) return lines;
  const kept = [];
  for (let i = 0; i < lines.length; i++) {
    kept.push(lines[i]);
    const found = repetitionFrom(lines, i);
    if (found === undefined) continue;
    const { 0: period, 1: times } = found;
    for (let j = 1; j < period; j++) kept.push(lines[i + j]);
    const extent = times > 1 ? `${period} lines ${times} times` : 'lines ';
    kept.push(printer.stylize(
      `    ... collapsed ${times * period} duplicate lines matching above ${extent}...`, 'undefined'));
    i += period * (times + 1) - 1;
  }
  return kept;
}

/** Whether a stack is shown line by line as it stands. */
function isPlain(printer, error, text) {
  if (printer.colors || 'cause' in error) return false;
  let at = -1;
  for (let lines = 1; lines <= maxPlainLines; lines++) {
    at = text.indexOf('\n', at + 1);
    if (at === -1) return true;
  }
  return false;
}

function stackLines(printer, error, text) {
  const lines = text.split('\n');
  omitShared(printer, error, lines);
  return omitRepeated(printer, lines);
}

function isError(value) {
  return isNativeError(value) || value instanceof Error;
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

function isOfRuntime(line) {
  const found = ofRuntime.exec(line);
  if (found === null) return false;
  return found[1].startsWith('internal/') || require('internal/modules/builtin_ids').isBuiltin(found[1]);
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
    if (isOfRuntime(line)) {
      lines[i] = printer.stylize(line, 'undefined');
    } else if (line.startsWith('    at ')) {
      lines[i] = dimDirectory(printer, underlineModules(printer, line), directory);
    }
  }
}

function isShown(error, name, stack) {
  let value;
  try {
    value = error[name];
  } catch {
    return name === 'stack';
  }
  return typeof value !== 'string' || stack.includes(value);
}

/**
 * Drops properties that the stack shows already, and adds `cause` and `errors`, which don't show by themselves.
 * @param {object} error
 * @param {(string | symbol)[]} keys changed in place
 * @param {string} stack
 * @param {boolean} showHidden nothing is dropped
 */
function adjustKeys(error, keys, stack, showHidden) {
  if (!showHidden && keys.length !== 0 && stack !== unreadable) {
    for (const name of ['name', 'message', 'stack']) {
      const index = keys.indexOf(name);
      if (index !== -1 && isShown(error, name, stack)) keys.splice(index, 1);
    }
  }
  if ('cause' in error && !keys.includes('cause')) keys.push('cause');
  if (hasOwn(error, 'errors') && Array.isArray(read(error, 'errors')) && !keys.includes('errors')) keys.push('errors');
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
    if (stack !== unreadable) stack = `[${stack}]`;
  } else if (!isPlain(printer, error, stack)) {
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
