// util.inspect of primitives and of property keys.
'use strict';

const needsEscape = /[\x00-\x1f'\\\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const toEscape = new RegExp(needsEscape.source, 'g');
const identifier = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
// Printable ASCII without quotes' own mark and the backslash: most texts.
const plain = /^[ !"#$%&()*+,\-./0-9:;<=>?@A-Z[\]^_`a-z{|}~]*$/;
const afterNewline = /(?<=\n)/;

// Lines shorter than this aren't worth breaking.
const minLineWidth = 16;

const shortEscapes = {
  '__proto__': null,
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '\\': '\\\\',
  "'": "\\'",
};

function escapeCharacter(character) {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const unit = character.charCodeAt(0);
  if (unit > 0xff) return `\\u${unit.toString(16)}`;
  return `\\x${unit < 16 ? '0' : ''}${unit.toString(16).toUpperCase()}`;
}

function escapeOutsideOfQuotes(character) {
  return character === "'" ? character : escapeCharacter(character);
}

/**
 * Text as a string literal: in single quotes, or in those that need no escape.
 * @param {string} text
 * @returns {string}
 */
function quote(text) {
  if (plain.test(text) || !needsEscape.test(text)) return `'${text}'`;
  if (text.includes("'")) {
    let mark;
    if (!text.includes('"')) {
      mark = '"';
    } else if (!text.includes('`') && !text.includes('${')) {
      mark = '`';
    }
    if (mark !== undefined) {
      return `${mark}${text.replace(toEscape, escapeOutsideOfQuotes)}${mark}`;
    }
  }
  return `'${text.replace(toEscape, escapeCharacter)}'`;
}

function groupIntegerDigits(digits) {
  let grouped = '';
  let end = digits.length;
  const start = digits.startsWith('-') ? 1 : 0;
  for (; end >= start + 4; end -= 3) grouped = `_${digits.slice(end - 3, end)}${grouped}`;
  return end === digits.length ? digits : `${digits.slice(0, end)}${grouped}`;
}

function groupDecimalDigits(digits) {
  let grouped = '';
  let start = 0;
  for (; start < digits.length - 3; start += 3) grouped += `${digits.slice(start, start + 3)}_`;
  return start === 0 ? digits : `${grouped}${digits.slice(start)}`;
}

/**
 * @param {number} number
 * @param {boolean} grouped `_` between every three digits
 * @returns {string}
 */
function numberText(number, grouped) {
  if (!grouped) return Object.is(number, -0) ? '-0' : `${number}`;
  const integer = Math.trunc(number);
  const text = String(integer);
  if (integer === number) {
    if (Object.is(number, -0)) return '-0';
    return !Number.isFinite(number) || text.includes('e') ? text : groupIntegerDigits(text);
  }
  if (Number.isNaN(number)) return text;
  const whole = String(number);
  if (whole.includes('e')) return whole;
  const point = whole.indexOf('.');
  return `${groupIntegerDigits(whole.slice(0, point))}.${groupDecimalDigits(whole.slice(point + 1))}`;
}

/**
 * @param {bigint} bigint
 * @param {boolean} grouped
 * @returns {string}
 */
function bigintText(bigint, grouped) {
  const text = String(bigint);
  return `${grouped ? groupIntegerDigits(text) : text}n`;
}

function printString(printer, value) {
  let trailer = '';
  let text = value;
  const limit = printer.maxStringLength;
  if (text.length > limit) {
    const left = text.length - limit;
    text = text.slice(0, limit);
    trailer = `... ${left} more character${left > 1 ? 's' : ''}`;
  }
  if (printer.compact !== true && text.length > minLineWidth &&
      text.length > printer.breakLength - printer.indentation - 4 && text.includes('\n')) {
    const lines = text.split(afterNewline);
    const separator = ` +\n${' '.repeat(printer.indentation + 2)}`;
    let out = '';
    for (let i = 0; i < lines.length; i++) {
      if (i > 0) out += separator;
      out += printer.stylize(quote(lines[i]), 'string');
    }
    return out + trailer;
  }
  return printer.stylize(quote(text), 'string') + trailer;
}

/**
 * @param {Printer} printer
 * @param {unknown} value anything but an object or a function
 * @returns {string}
 */
function printPrimitive(printer, value) {
  switch (typeof value) {
    case 'string':
      return printString(printer, value);
    case 'number':
      if (!printer.numericSeparator && !printer.colors && value !== 0) return `${value}`;
      return printer.stylize(numberText(value, printer.numericSeparator), 'number');
    case 'bigint':
      return printer.stylize(bigintText(value, printer.numericSeparator), 'bigint');
    case 'boolean':
      return printer.stylize(value ? 'true' : 'false', 'boolean');
    case 'undefined':
      return printer.stylize('undefined', 'undefined');
    case 'symbol':
      return printer.stylize(Symbol.prototype.toString.call(value), 'symbol');
    default:
      return printer.stylize('null', 'null');
  }
}

// Keys that were found to need no quotes; programs have few different ones.
const identifiers = new Set();
const maxIdentifiers = 2000;

function isIdentifier(key) {
  if (identifiers.has(key)) return true;
  if (!identifier.test(key)) return false;
  if (identifiers.size < maxIdentifiers) identifiers.add(key);
  return true;
}

function symbolKeyText(key) {
  const text = Symbol.prototype.toString.call(key);
  return needsEscape.test(text) ? text.replace(toEscape, escapeCharacter) : text;
}

/**
 * A property key as it stands before the colon.
 * @param {Printer} printer
 * @param {string | symbol} key
 * @param {boolean} enumerable hidden properties stand in brackets
 * @returns {string}
 */
function printKey(printer, key, enumerable) {
  if (typeof key === 'symbol') {
    const text = printer.stylize(symbolKeyText(key), 'symbol');
    return enumerable ? text : `[${text}]`;
  }
  let text;
  if (key === '__proto__') {
    text = "['__proto__']";
  } else if (isIdentifier(key)) {
    text = printer.stylize(key, 'name');
  } else {
    text = printer.stylize(quote(key), 'string');
  }
  return enumerable ? text : `[${text}]`;
}

module.exports = { bigintText, numberText, printKey, printPrimitive, quote, symbolKeyText };
