// structuredClone. https://html.spec.whatwg.org/multipage/structured-data.html#dom-structuredclone
'use strict';
const { codes } = require('internal/errors');
const { cloneable, reviverOf, isMarkedAsUntransferable } = require('internal/cloneable');
const { isArrayBuffer } = require('internal/util/types');

function fail(message) {
  const DOMException = require('internal/domexception').DOMException;
  throw new DOMException(message, 'DataCloneError');
}

function revive(parts) {
  return reviverOf(parts[0])(parts[1]);
}

function invalid(message) {
  const error = new TypeError(`Failed to execute 'structuredClone': ${message}`);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The ArrayBuffers of a transfer list; anything else can't be transferred. */
function transferList(options) {
  if (options === undefined || options === null) return [];
  if (!isObject(options)) throw invalid('Options cannot be converted to a dictionary');
  const { transfer } = options;
  if (transfer === undefined) return [];
  if (!isObject(transfer) || typeof transfer[Symbol.iterator] !== 'function') {
    throw invalid('transfer in Options cannot be converted to sequence.');
  }
  const list = [];
  let index = 0;
  for (const item of transfer) {
    if (!isObject(item)) throw invalid(`transfer in Options[${index}] is not an object.`);
    list.push(item);
    index++;
  }
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (!isArrayBuffer(item)) fail('Found invalid value in transferList.');
    if (list.indexOf(item) !== i) fail('Transfer list contains duplicate ArrayBuffer');
    if (item.detached || isMarkedAsUntransferable(item)) fail('Cannot transfer object of unsupported type.');
  }
  return list;
}

/**
 * A deep copy of a value.
 * @param {unknown} value
 * @param {{ transfer?: Iterable<ArrayBuffer> }} [options] transfer: moved into the copy, and empty afterwards
 * @returns {unknown}
 * @throws {DOMException} DataCloneError for what can't be copied: functions, symbols, proxies, weak collections
 */
function structuredClone(value, options) {
  if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('The value argument must be specified');
  return binding('messaging').clone(value, transferList(options), cloneable, revive, fail);
}

module.exports = { structuredClone };
