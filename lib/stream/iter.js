// node:stream/iter. https://nodejs.org/api/stream_iter.html
'use strict';

const { from, fromSync, toAsyncStreamable, toStreamable } = require('internal/iter/batches');
const { Broadcast, broadcast, broadcastProtocol } = require('internal/iter/broadcast');
const { fromReadable, fromWritable, toReadable, toReadableSync, toWritable } = require('internal/iter/classic');
const {
  array, arrayBuffer, arrayBufferSync, arraySync, bytes, bytesSync, merge, ondrain, tap, tapSync, text, textSync,
} = require('internal/iter/consumers');
const { duplex } = require('internal/iter/duplex');
const { drainableProtocol } = require('internal/iter/policy');
const { pipeTo, pipeToSync, pull, pullSync } = require('internal/iter/pull');
const { push } = require('internal/iter/push');
const { Share, SyncShare, share, shareProtocol, shareSync, shareSyncProtocol } = require('internal/iter/share');

require('process').emitWarning('stream/iter is an experimental feature and might change at any time', 'ExperimentalWarning');

/** All of them under one name. */
const Stream = Object.freeze({
  __proto__: null,
  push, duplex, from, fromSync,
  pull, pullSync, pipeTo, pipeToSync,
  bytes, text, arrayBuffer, array, bytesSync, textSync, arrayBufferSync, arraySync,
  merge, broadcast, share, shareSync,
  tap, tapSync, ondrain,
  toStreamable, toAsyncStreamable, broadcastProtocol, shareProtocol, shareSyncProtocol, drainableProtocol,
});

module.exports = {
  Stream,
  toStreamable, toAsyncStreamable, broadcastProtocol, shareProtocol, shareSyncProtocol, drainableProtocol,
  push, duplex, from, fromSync,
  pull, pullSync, pipeTo, pipeToSync,
  bytes, text, arrayBuffer, array, bytesSync, textSync, arrayBufferSync, arraySync,
  merge, broadcast, Broadcast, share, shareSync, Share, SyncShare,
  tap, tapSync, ondrain,
  fromReadable, fromWritable, toReadable, toReadableSync, toWritable,
};
