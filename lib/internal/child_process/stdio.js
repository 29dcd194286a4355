// The `stdio` option: what each of the child's descriptors is joined to.
// https://nodejs.org/api/child_process.html#optionsstdio
'use strict';

const { codes } = require('internal/errors');

/**
 * One descriptor of the child.
 * @typedef {object} Slot
 * @property {'ignore' | 'pipe' | 'ipc' | 'fd' | 'bytes'} type
 * @property {number} [fd] the parent's descriptor, for 'fd'
 * @property {import('net').Socket} [stream] whose descriptor that is
 * @property {ArrayBufferView} [bytes] what the child reads, for 'bytes'
 */

/**
 * One word for the three standard descriptors.
 * @param {string} word
 * @returns {any[]}
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
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
    const { fd } = handle;
    if (typeof fd === 'number' && fd >= 0) return fd;
  }
  return undefined;
}

function toSlot(value, i, isSync) {
  if (value === undefined || value === null) return { type: i < 3 ? 'pipe' : 'ignore' };
  if (value === 'ignore') return { type: 'ignore' };
  if (value === 'pipe' || value === 'overlapped') return { type: 'pipe' };
  if (value === 'ipc') {
    if (isSync) throw new codes.ERR_IPC_SYNC_FORK();
    return { type: 'ipc' };
  }
  if (value === 'inherit') return { type: 'fd', fd: i };
  if (typeof value === 'number') return { type: 'fd', fd: value };
  if (typeof value === 'string' || ArrayBuffer.isView(value)) {
    if (!isSync) throw new codes.ERR_INVALID_SYNC_FORK_INPUT(require('internal/util/inspect').inspect(value));
    return { type: 'bytes', bytes: typeof value === 'string' ? require('buffer').Buffer.from(value) : value };
  }
  const fd = typeof value === 'object' ? descriptorOf(value) : undefined;
  if (fd === undefined) throw new codes.ERR_INVALID_ARG_VALUE('stdio', value);
  return { type: 'fd', fd, stream: typeof value.fd !== 'number' && '_stopReading' in value ? value : undefined };
}

/**
 * Leaves what comes to the child: streams whose descriptors it got read nothing more until the program resumes them.
 * @param {Slot[]} slots
 */
function stopReading(slots) {
  for (let i = 0; i < slots.length; i++) {
    const { stream } = slots[i];
    if (stream === undefined) continue;
    stream._stopReading();
    stream.pause();
    stream._readableState.reading = false;
  }
}

/**
 * @param {string | any[] | undefined} stdio
 * @param {boolean} [isSync] for spawnSync, which takes text and bytes as input, and no channel
 * @returns {Slot[]} at least three
 * @throws {TypeError} ERR_INVALID_ARG_VALUE, ERR_INVALID_SYNC_FORK_INPUT, ERR_IPC_SYNC_FORK; ERR_IPC_ONE_PIPE when there is
 *   more than one channel
 */
function parseStdio(stdio, isSync = false) {
  const given = stdio || 'pipe';
  let list;
  if (typeof given === 'string') list = fromWord(given);
  else if (Array.isArray(given)) list = given.slice();
  else throw new codes.ERR_INVALID_ARG_VALUE('stdio', given);
  while (list.length < 3) list.push(undefined);
  const slots = [];
  let channels = 0;
  for (let i = 0; i < list.length; i++) {
    const slot = toSlot(list[i], i, isSync);
    if (slot.type === 'ipc' && ++channels > 1) throw new codes.ERR_IPC_ONE_PIPE();
    slots.push(slot);
  }
  return slots;
}

module.exports = { parseStdio, fromWord, stopReading };
