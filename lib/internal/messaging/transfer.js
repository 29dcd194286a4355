// What a message takes out of its sender: the transfer lists of structuredClone and postMessage, checked.
// https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializewithtransfer
'use strict';

const { transferable, mayTransfer, isMarkedAsUntransferable, fail } = require('internal/cloneable');
const { isArrayBuffer } = require('internal/util/types');

/** @param {unknown} value */
function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/**
 * @param {unknown[]} list
 * @returns {object[] | undefined} the list as native code takes it; undefined when it is empty
 * @throws {DOMException} DataCloneError for what can't be moved, and for what is there twice
 */
function checkedList(list) {
  if (list.length === 0) return undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const isBuffer = isArrayBuffer(item);
    if (!isBuffer && (!isObject(item) || typeof item[transferable] !== 'function')) {
      fail('Found invalid value in transferList.');
    }
    if (isMarkedAsUntransferable(item)) fail('Cannot transfer object of unsupported type.');
    if (list.indexOf(item) !== i) {
      fail(`Transfer list contains duplicate ${isBuffer ? 'ArrayBuffer' : item.constructor.name}`);
    }
    if (!isBuffer) item[mayTransfer]?.();
    else if (item.detached) fail('Cannot transfer object of unsupported type.');
  }
  return list;
}

module.exports = { checkedList, isObject };
