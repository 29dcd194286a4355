// The `stdio` option: what each of the child's descriptors is joined to.
// https://nodejs.org/api/child_process.html#optionsstdio
'use strict';

const { codes } = require('internal/errors');

/**
 * One descriptor of the child.
 * @typedef {object} Slot
 * @property {'ignore' | 'pipe' | 'ipc' | 'fd'} type
 * @property {number} [fd] the parent's descriptor, for 'fd'
 */

function fromWord(word) {
  switch (word) {
    case 'ignore': return ['ignore', 'ignore', 'ignore'];
    case 'pipe': return ['pipe', 'pipe', 'pipe'];
    case 'overlapped': return ['pipe', 'pipe', 'pipe'];
    case 'inherit': return [0, 1, 2];
    default: throw new codes.ERR_INVALID_ARG_VALUE('stdio', word);
  }
}

/** The descriptor under a stream, a socket or a file handle; undefined when there is none. */
function descriptorOf(value) {
  if (typeof value.fd === 'number') return value.fd;
  const handle = value._handle;
  if (handle !== null && typeof handle === 'object') {
    const fd = typeof handle.fd === 'function' ? handle.fd() : handle.fd;
    if (typeof fd === 'number' && fd >= 0) return fd;
  }
  return undefined;
}

function toSlot(value, i, stdio) {
  if (value === undefined || value === null) return { type: i < 3 ? 'pipe' : 'ignore' };
  if (value === 'ignore') return { type: 'ignore' };
  if (value === 'pipe' || value === 'overlapped') return { type: 'pipe' };
  if (value === 'ipc') return { type: 'ipc' };
  if (value === 'inherit') return { type: 'fd', fd: i };
  if (typeof value === 'number') return { type: 'fd', fd: value };
  if (typeof value === 'object') {
    const fd = descriptorOf(value);
    if (fd !== undefined) return { type: 'fd', fd };
    if (ArrayBuffer.isView(value)) return { type: 'bytes', bytes: value };
  }
  throw new codes.ERR_INVALID_ARG_VALUE('stdio', stdio);
}

/**
 * @param {string | any[] | undefined} stdio
 * @returns {Slot[]} at least three
 * @throws {TypeError} ERR_INVALID_ARG_VALUE; ERR_IPC_ONE_PIPE when there is more than one channel
 */
function parseStdio(stdio) {
  const given = stdio ?? 'pipe';
  let list;
  if (typeof given === 'string') list = fromWord(given);
  else if (Array.isArray(given)) list = given.slice();
  else throw new codes.ERR_INVALID_ARG_VALUE('stdio', given);
  while (list.length < 3) list.push(undefined);
  const slots = [];
  let channels = 0;
  for (let i = 0; i < list.length; i++) {
    const slot = toSlot(list[i], i, given);
    if (slot.type === 'ipc' && ++channels > 1) throw new codes.ERR_IPC_ONE_PIPE();
    slots.push(slot);
  }
  return slots;
}

module.exports = { parseStdio };
