// util.format and what console prints by it. https://nodejs.org/api/util.html#utilformatformat-args
'use strict';
const { inspect } = require('internal/util/inspect');
const { bigintText, numberText } = require('internal/util/inspect/text');
const { hasBuiltinName } = require('internal/util/inspect/builtin_classes');
const { defaultOptions } = require('internal/util/inspect/options');
const { isProxy } = binding('types');

const { hasOwn, getOwnPropertyDescriptor, getPrototypeOf } = Object;

/** Whether String(object) would only give what built-in classes say of themselves, which inspect says better. */
function hasBuiltinText(object) {
  while (isProxy(object)) {
    object = binding('util').proxyDetails(object)[0];
    if (object === null) return true;
  }
  // The program says how the object reads.
  if (typeof object.toString !== 'function' && typeof object[Symbol.toPrimitive] !== 'function') return true;
  if (hasOwn(object, 'toString') || hasOwn(object, Symbol.toPrimitive)) return false;
  let prototype = object;
  do {
    prototype = getPrototypeOf(prototype);
  } while (!hasOwn(prototype, 'toString') && !hasOwn(prototype, Symbol.toPrimitive));
  const descriptor = getOwnPropertyDescriptor(prototype, 'constructor');
  return descriptor !== undefined && typeof descriptor.value === 'function' && hasBuiltinName(descriptor.value);
}

function withDefaults(options, own) {
  return options === undefined ? own : { ...options, ...own };
}

function printNumber(value, options) {
  const grouped = options?.numericSeparator ?? defaultOptions.numericSeparator;
  return typeof value === 'bigint' ? bigintText(value, grouped) : numberText(value, grouped);
}

function asString(value, options) {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
      return printNumber(value, options);
    case 'object':
      if (value !== null && hasBuiltinText(value)) {
        return inspect(value, withDefaults(options, { depth: 0, colors: false, compact: 3 }));
      }
      return String(value);
    default:
      return String(value);
  }
}

/** Whether a text stands in JSON as it is: no quotes, backslashes, control characters or surrogates. */
function isPlain(text) {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
}

function asJson(value) {
  // Numbers and short plain texts are written sooner than JSON.stringify begins; it asks no `toJSON` of them either.
  if (typeof value === 'number') return value - value === 0 ? `${value}` : 'null';
  if (typeof value === 'string' && value.length < 32 && isPlain(value)) return `"${value}"`;
  try {
    return JSON.stringify(value);
  } catch (error) {
    // Told from other failures by its message, as it has no code.
    if (error instanceof TypeError && error.message.includes('circular structure')) return '[Circular]';
    throw error;
  }
}

function asNumber(value, options) {
  if (typeof value === 'bigint') return printNumber(value, options);
  return typeof value === 'symbol' ? printNumber(NaN, options) : printNumber(Number(value), options);
}

function asInteger(value, options) {
  if (typeof value === 'bigint') return printNumber(value, options);
  return typeof value === 'symbol' ? printNumber(NaN, options) : printNumber(Number.parseInt(value), options);
}

function asFloat(value, options) {
  return typeof value === 'symbol' ? printNumber(NaN, options) : printNumber(Number.parseFloat(value), options);
}

const percent = 37;

/**
 * Formats a list of arguments, the first of which may be a format string.
 * @param {object | undefined} options for inspect
 * @param {unknown[]} args
 * @returns {string}
 */
function formatList(options, args) {
  const first = args[0];
  const count = args.length;
  if (count === 1) {
    if (typeof first === 'string') return first;
    return options === undefined ? inspect(first) : inspect(first, options);
  }
  let text = '';
  let next = 0;
  let separator = '';
  if (typeof first === 'string') {
    next = 1;
    let end = 0;
    const last = first.length - 1;
    // Short texts are looked through sooner than a search begins.
    for (let i = last < 32 ? 0 : first.indexOf('%'); i !== -1 && i < last; i++) {
      if (first.charCodeAt(i) !== percent) continue;
      const kind = first.charCodeAt(++i);
      if (kind === percent) {
        text += first.slice(end, i);
        end = i + 1;
        continue;
      }
      if (next === count) continue;
      let piece;
      switch (kind) {
        case 115: // s
          piece = asString(args[next], options);
          break;
        case 100: // d
          piece = asNumber(args[next], options);
          break;
        case 105: // i
          piece = asInteger(args[next], options);
          break;
        case 102: // f
          piece = asFloat(args[next], options);
          break;
        case 106: // j
          piece = asJson(args[next]);
          break;
        case 79: // O
          piece = options === undefined ? inspect(args[next]) : inspect(args[next], options);
          break;
        case 111: // o
          piece = inspect(args[next], withDefaults(options, { showHidden: true, showProxy: true, depth: 4 }));
          break;
        case 99: // c, a style sheet: terminals have none
          piece = '';
          break;
        default:
          continue;
      }
      if (end !== i - 1) text += first.slice(end, i - 1);
      text += piece;
      end = i + 1;
      next++;
    }
    if (end === 0) text = first;
    else if (end <= last) text += first.slice(end);
    separator = ' ';
  }
  for (; next < count; next++) {
    const value = args[next];
    text += separator;
    text += typeof value === 'string' ? value : options === undefined ? inspect(value) : inspect(value, options);
    separator = ' ';
  }
  return text;
}

/**
 * @param {...unknown} args the first one may be a format string
 * @returns {string}
 */
function format(...args) {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  return args.length === 0 ? '' : formatList(undefined, args);
}

/**
 * @param {object} inspectOptions
 * @param {...unknown} args
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function formatWithOptions(inspectOptions, ...args) {
  require('internal/validators').validateObject(inspectOptions, 'inspectOptions', { allowArray: true, allowFunction: true });
  return args.length === 0 ? '' : formatList(inspectOptions, args);
}

module.exports = { format, formatList, formatWithOptions };
