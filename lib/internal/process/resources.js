// What keeps the process alive. https://nodejs.org/api/process.html#processgetactiveresourcesinfo
'use strict';

const native = binding('report');

/** The loop's kinds of handles, as programs know them. */
const names = {
  '__proto__': null,
  'tcp-socket': 'TCPSocketWrap',
  'tcp-server': 'TCPServerWrap',
  'pipe': 'PipeWrap',
  'pipe-server': 'PipeServerWrap',
  'ipc-channel': 'PipeWrap',
  'udp-socket': 'UDPWrap',
  'child-process': 'ProcessWrap',
  'signal': 'SignalWrap',
  'file-watch': 'FSEventWrap',
  'wakeup': 'MessagePort',
};

/** @returns {string[]} the kind of each */
function getActiveResourcesInfo() {
  const kinds = [];
  // File operations that the kernel has answered at once wait for their callbacks all the same.
  const { lookups, services } = require('internal/dns/pending');
  const requests = Math.max(native.requests() - lookups - services, require('internal/fs/requests').liveCount());
  for (let left = lookups; left > 0; left--) kinds.push('GetAddrInfoReqWrap');
  for (let left = services; left > 0; left--) kinds.push('GetNameInfoReqWrap');
  for (let left = requests; left > 0; left--) kinds.push('FSReqCallback');
  const handles = native.handles();
  for (let i = 0; i < handles.length; i++) {
    const { 0: kind, 2: isReferenced, 3: isOpen } = handles[i];
    if (isReferenced && isOpen && names[kind] !== undefined) kinds.push(names[kind]);
  }
  const timers = require('internal/timers/queue').activeCount();
  for (let left = timers; left > 0; left--) kinds.push('Timeout');
  const immediates = require('internal/timers/immediate').referencedCount();
  for (let left = immediates; left > 0; left--) kinds.push('Immediate');
  return kinds;
}

/** @returns {object[]} the sockets, servers and children that keep the process alive. DEP0161 */
function _getActiveHandles() {
  const active = [];
  const handles = native.objects();
  for (let i = 0; i < handles.length; i++) {
    if (handles[i].hasRef()) active.push(handles[i].owner ?? handles[i]);
  }
  return active;
}

/** @returns {object[]} the file operations in flight. DEP0161 */
function _getActiveRequests() {
  return require('internal/fs/requests').live();
}

const kRef = Symbol.for('nodejs.ref');
const kUnref = Symbol.for('nodejs.unref');

/** https://nodejs.org/api/process.html#processrefmayberefable */
function ref(maybeRefable) {
  const method = maybeRefable?.[kRef] ?? maybeRefable?.ref;
  if (typeof method === 'function') Reflect.apply(method, maybeRefable, []);
}

/** https://nodejs.org/api/process.html#processunrefmayberefable */
function unref(maybeRefable) {
  const method = maybeRefable?.[kUnref] ?? maybeRefable?.unref;
  if (typeof method === 'function') Reflect.apply(method, maybeRefable, []);
}

module.exports = { _getActiveHandles, _getActiveRequests, getActiveResourcesInfo, ref, unref };
