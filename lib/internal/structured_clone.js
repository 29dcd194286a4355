// structuredClone. https://html.spec.whatwg.org/multipage/structured-data.html#dom-structuredclone
'use strict';
const { codes } = require('internal/errors');
const { checkedList, isObject } = require('internal/messaging/transfer');

const { clonePlain, givenUp } = require('internal/plain_clone');

const native = binding('messaging');

function invalid(message) {
  const error = new TypeError(`Failed to execute 'structuredClone': ${message}`);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

/** @returns {object[] | undefined} what the options' `transfer` lists */
function listOf(options) {
  if (options === undefined || options === null) return undefined;
  if (!isObject(options)) throw invalid('Options cannot be converted to a dictionary');
  const { transfer } = options;
  if (transfer === undefined) return undefined;
  if (!isObject(transfer) || typeof transfer[Symbol.iterator] !== 'function') {
    throw invalid('transfer in Options cannot be converted to sequence.');
  }
  const list = [];
  for (const item of transfer) {
    if (!isObject(item)) throw invalid(`transfer in Options[${list.length}] is not an object.`);
    list.push(item);
  }
  return checkedList(list);
}

/**
 * A deep copy of a value.
 * @param {unknown} value
 * @param {{ transfer?: Iterable<object> }} [options] transfer: moved into the copy, and empty afterwards
 * @returns {unknown}
 * @throws {DOMException} DataCloneError for what can't be copied: functions, symbols, proxies, weak collections
 */
function structuredClone(value, options) {
  if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('The value argument must be specified');
  const list = listOf(options);
  if (list === undefined) {
    if (typeof value !== 'object' || value === null) {
      if (typeof value !== 'function' && typeof value !== 'symbol') return value;
    } else {
      const copy = clonePlain(value);
      if (copy !== givenUp) return copy;
    }
  }
  return native.clone(value, list);
}

module.exports = { structuredClone };
