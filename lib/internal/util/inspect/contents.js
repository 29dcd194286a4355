// What util.inspect shows between the braces of each kind of object, beside its properties.
'use strict';
const native = binding('util');
const { isOrdinaryArray, kindOf, kinds, typedArrayName } = require('internal/util/kinds');
const { bigintText, numberText } = require('internal/util/inspect/text');
const { join } = require('internal/util/inspect/layout');

const { getOwnPropertyDescriptor } = Object;
const arrayIndex = /^(?:0|[1-9][0-9]*)$/;

function moreItems(count) {
  return `... ${count} more item${count > 1 ? 's' : ''}`;
}

function holesText(printer, count) {
  return printer.stylize(`<${count} empty item${count > 1 ? 's' : ''}>`, 'undefined');
}

/** A sparse array: runs of holes count as one entry. */
function sparseArray(printer, array, level, limit, entries, start) {
  const keys = Object.keys(array);
  let next = start;
  // Whatever comes before `start` is not sparse, so that many keys are behind us.
  for (let i = start; i < keys.length && entries.length < limit; i++) {
    const key = keys[i];
    const index = Number(key);
    if (!arrayIndex.test(key) || index > 2 ** 32 - 2) break;
    if (index !== next) {
      entries.push(holesText(printer, index - next));
      next = index;
      if (entries.length === limit) break;
    }
    entries.push(printer.printElement(array, getOwnPropertyDescriptor(array, key), level));
    next++;
  }
  const rest = array.length - next;
  if (rest > 0) entries.push(entries.length === limit ? moreItems(rest) : holesText(printer, rest));
}

/** Elements of an array. @returns {string[]} */
function arrayContents(printer, array, level) {
  const entries = [];
  const { length } = array;
  const limit = Math.min(Math.max(0, printer.maxArrayLength), length);
  let ordinary = isOrdinaryArray(array);
  for (let i = 0; i < limit; i++) {
    if (ordinary) {
      const value = array[i];
      if (value !== undefined) {
        entries.push(printer.printValue(value, level));
        // Inspection functions of the program may have changed the array.
        ordinary = typeof value !== 'object' || isOrdinaryArray(array);
        continue;
      }
    }
    const descriptor = getOwnPropertyDescriptor(array, i);
    if (descriptor === undefined) {
      sparseArray(printer, array, level, limit, entries, i);
      return entries;
    }
    entries.push(printer.printElement(array, descriptor, level));
  }
  const rest = length - limit;
  if (rest > 0) entries.push(moreItems(rest));
  return entries;
}

/** Elements of a typed array. @returns {string[]} */
function typedArrayContents(printer, array, level) {
  const length = typedArrayLength(array);
  const limit = Math.min(Math.max(0, printer.maxArrayLength), length);
  const rest = length - limit;
  const entries = new Array(limit);
  const isBigint = limit > 0 && typeof array[0] === 'bigint';
  const grouped = printer.numericSeparator;
  if (isBigint || grouped || printer.colors) {
    const style = isBigint ? 'bigint' : 'number';
    const text = isBigint ? bigintText : numberText;
    for (let i = 0; i < limit; i++) entries[i] = printer.stylize(text(array[i], grouped), style);
  } else {
    for (let i = 0; i < limit; i++) entries[i] = array[i] === 0 ? numberText(array[i], false) : `${array[i]}`;
  }
  if (rest > 0) entries.push(moreItems(rest));
  if (printer.showHidden) {
    printer.indentation += 2;
    for (const key of ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer']) {
      entries.push(`${printer.stylize(`[${key}]`, 'string')}: ${printer.print(array[key], level, true)}`);
    }
    printer.indentation -= 2;
  }
  return entries;
}

const lengthOf = Function.prototype.call.bind(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length').get);

function typedArrayLength(array) {
  return lengthOf(array);
}

function limitedEntries(printer, size) {
  return Math.min(Math.max(0, printer.maxArrayLength), size);
}

const setSize = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(Set.prototype, 'size').get);
const setValues = Function.prototype.call.bind(Set.prototype.values);
const mapSize = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(Map.prototype, 'size').get);
const mapEntries = Function.prototype.call.bind(Map.prototype.entries);

/** Members of a set. @returns {string[]} */
function setContents(printer, set, level) {
  const size = setSize(set);
  const limit = limitedEntries(printer, size);
  const entries = [];
  printer.indentation += 2;
  if (limit > 0) {
    for (const value of setValues(set)) {
      entries.push(printer.print(value, level));
      if (entries.length === limit) break;
    }
  }
  if (size > limit) entries.push(moreItems(size - limit));
  printer.indentation -= 2;
  return entries;
}

/** Entries of a map. @returns {string[]} */
function mapContents(printer, map, level) {
  const size = mapSize(map);
  const limit = limitedEntries(printer, size);
  const entries = [];
  printer.indentation += 2;
  if (limit > 0) {
    for (const { 0: key, 1: value } of mapEntries(map)) {
      entries.push(`${printer.print(key, level)} => ${printer.print(value, level)}`);
      if (entries.length === limit) break;
    }
  }
  if (size > limit) entries.push(moreItems(size - limit));
  printer.indentation -= 2;
  return entries;
}

function printedList(printer, values, level) {
  const limit = limitedEntries(printer, values.length);
  const entries = new Array(limit);
  printer.indentation += 2;
  for (let i = 0; i < limit; i++) entries[i] = printer.print(values[i], level);
  printer.indentation -= 2;
  if (printer.sorted) entries.sort();
  if (values.length > limit) entries.push(moreItems(values.length - limit));
  return entries;
}

function printedPairs(printer, flat, level, asMap) {
  const count = flat.length / 2;
  const limit = limitedEntries(printer, count);
  const entries = new Array(limit);
  printer.indentation += 2;
  for (let i = 0; i < limit; i++) {
    const key = printer.print(flat[2 * i], level);
    const value = printer.print(flat[2 * i + 1], level);
    entries[i] = asMap ?
      `${key} => ${value}` : join(printer, [key, value], '', '[', ']', true, level);
  }
  printer.indentation -= 2;
  if (asMap && printer.sorted) entries.sort();
  if (count > limit) entries.push(moreItems(count - limit));
  return entries;
}

/** Entries of a weak collection, when hidden ones are asked for. @returns {string[]} */
function weakContents(printer, collection, level) {
  if (!printer.showHidden) {
    return [printer.stylize('<items unknown>', 'special')];
  }
  const { 0: items, 1: isKeyValue } = native.previewEntries(collection);
  return isKeyValue ? printedPairs(printer, items, level, true) : printedList(printer, items, level);
}

/** What an iterator of a map or set has before it. @returns {string[]} */
function iteratorContents(printer, preview, level) {
  const { 0: items, 1: isKeyValue } = preview;
  return isKeyValue ? printedPairs(printer, items, level, false) : printedList(printer, items, level);
}

/** State or result of a promise. @returns {string[]} */
function promiseContents(printer, promise, level) {
  const { 0: state, 1: result } = native.promiseDetails(promise);
  if (state === 0) return [printer.stylize('<pending>', 'special')];
  printer.indentation += 2;
  const text = printer.print(result, level);
  printer.indentation -= 2;
  const entry = state === 2 ? `${printer.stylize('<rejected>', 'special')} ${text}` : text;
  return [entry];
}

/** Properties of the class that matter as much as own ones: `[byteLength]: 3`. */
function accessorEntries(printer, object, names, level, entries) {
  printer.indentation += 2;
  for (const name of names) {
    entries.push(`${printer.stylize(`[${name}]`, 'string')}: ${printer.print(object[name], level)}`);
  }
  printer.indentation -= 2;
}

const hexDigits = '0123456789abcdef';

/** Bytes and length of an ArrayBuffer. @returns {string[]} */
function arrayBufferContents(printer, buffer, level) {
  const entries = [];
  let bytes;
  try {
    bytes = new Uint8Array(buffer);
  } catch {
    entries.push(printer.stylize('(detached)', 'special'));
  }
  if (bytes !== undefined) {
    const limit = limitedEntries(printer, bytes.length);
    let text = '';
    for (let i = 0; i < limit; i++) {
      text += `${i > 0 ? ' ' : ''}${hexDigits[bytes[i] >> 4]}${hexDigits[bytes[i] & 15]}`;
    }
    const rest = bytes.length - limit;
    if (rest > 0) text += ` ... ${rest} more byte${rest > 1 ? 's' : ''}`;
    entries.push(`${printer.stylize('[Uint8Contents]', 'special')}: <${text}>`);
  }
  accessorEntries(printer, buffer, ['byteLength'], level, entries);
  return entries;
}

/** Extent and buffer of a DataView. @returns {string[]} */
function dataViewContents(printer, view, level) {
  const entries = [];
  accessorEntries(printer, view, ['byteLength', 'byteOffset', 'buffer'], level, entries);
  return entries;
}

const timeOf = Function.prototype.call.bind(Date.prototype.getTime);
const millisecondsPerDay = 86400000;

function padded(number) {
  return number < 10 ? `0${number}` : `${number}`;
}

/**
 * A date in the form of ISO 8601. The engine's own toISOString goes through the C library, at ten times the cost.
 * @param {Date} date
 * @returns {string}
 */
function dateText(date) {
  const time = timeOf(date);
  if (time !== time) return Date.prototype.toString.call(date);
  // Years of four digits only; Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
  if (time < -62135596800000 || time >= 253402300800000) return Date.prototype.toISOString.call(date);
  const days = Math.floor(time / millisecondsPerDay);
  let rest = time - days * millisecondsPerDay;
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) -
    Math.floor(dayOfEra / 146096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const milliseconds = rest % 1000;
  rest = (rest - milliseconds) / 1000;
  const seconds = rest % 60;
  rest = (rest - seconds) / 60;
  const minutes = rest % 60;
  const yearText = year >= 1000 ? `${year}` : `${year}`.padStart(4, '0');
  const fraction = milliseconds < 100 ? `0${padded(milliseconds)}` : `${milliseconds}`;
  return `${yearText}-${padded(month)}-${padded(day)}T${padded((rest - minutes) / 60)}:${padded(minutes)}:${
    padded(seconds)}.${fraction}Z`;
}

const boxes = {
  __proto__: null,
  [kinds.numberObject]: ['Number', Number.prototype.valueOf],
  [kinds.stringObject]: ['String', String.prototype.valueOf],
  [kinds.booleanObject]: ['Boolean', Boolean.prototype.valueOf],
  [kinds.bigintObject]: ['BigInt', BigInt.prototype.valueOf],
  [kinds.symbolObject]: ['Symbol', Symbol.prototype.valueOf],
};

/**
 * A boxed primitive: `[Number: 3]`.
 * @param {Printer} printer
 * @param {object} box
 * @param {number} kind
 * @param {string | null} className
 * @param {string} tag
 * @returns {string}
 */
function boxText(printer, box, kind, className, tag) {
  const { 0: type, 1: valueOf } = boxes[kind];
  let text = `[${type}`;
  if (className === null) {
    text += ' (null prototype)';
  } else if (className !== type) {
    text += ` (${className})`;
  }
  text += `: ${printer.printPlain(valueOf.call(box))}]`;
  if (tag !== '' && tag !== className) text += ` [${tag}]`;
  return text;
}

/** The style of a boxed primitive that has no properties. */
function boxStyle(kind) {
  return boxes[kind][0].toLowerCase();
}

module.exports = {
  arrayBufferContents,
  arrayContents,
  boxStyle,
  boxText,
  dataViewContents,
  dateText,
  iteratorContents,
  kindOf,
  kinds,
  mapContents,
  mapSize,
  promiseContents,
  setContents,
  setSize,
  typedArrayContents,
  typedArrayLength,
  typedArrayName,
  weakContents,
};
