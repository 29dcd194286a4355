// process.stdin, stdout and stderr: made when a program first asks for them, by what the descriptor is.
// https://nodejs.org/api/process.html#process-io
'use strict';

const { nextTick } = require('internal/ticks');

const made = { __proto__: null };

function kindOf(fd) {
  return require('internal/net/native').kindOfDescriptor(fd);
}

/** A Writable over a file, or over a descriptor that is none of the known kinds. */
function fileOutput(fd) {
  const { Writable } = require('stream');
  class SyncWriteStream extends Writable {
    readable = false;
    autoClose = false;
  }
  const stream = new SyncWriteStream({ decodeStrings: false });
  require('internal/tty/sync_write').writeSynchronously(stream, fd, true);
  stream._type = 'fs';
  return stream;
}

function pipeOutput(fd) {
  const { Socket } = require('net');
  const stream = new Socket({ readable: false, writable: true });
  require('internal/tty/sync_write').writeSynchronously(stream, fd);
  stream._type = 'pipe';
  return stream;
}

function terminalOutput(fd) {
  const { WriteStream } = require('tty');
  const stream = new WriteStream(fd);
  stream._type = 'tty';
  require('process').on('SIGWINCH', () => stream._refreshSize());
  return stream;
}

function output(fd) {
  let stream;
  switch (kindOf(fd)) {
    case 'TTY': stream = terminalOutput(fd); break;
    case 'PIPE':
    case 'TCP': stream = pipeOutput(fd); break;
    default: stream = fileOutput(fd);
  }
  stream.fd = fd;
  stream._isStdio = true;
  // The standard descriptors stay open, and what destroyed the stream may not know who writes to it next: it goes on.
  stream.destroySoon = stream.destroy;
  stream._destroy = function(error, callback) {
    callback(error);
    stream._undestroy();
    if (stream._type !== 'fs') nextTick(() => stream.emit('close'));
  };
  return stream;
}

function input() {
  let stream;
  switch (kindOf(0)) {
    case 'TTY': {
      const { ReadStream } = require('tty');
      stream = new ReadStream(0);
      break;
    }
    case 'FILE': {
      const { ReadStream } = require('fs');
      stream = new ReadStream(null, { fd: 0, autoClose: false });
      break;
    }
    case 'PIPE':
    case 'TCP': {
      const { Socket } = require('net');
      stream = new Socket({ fd: 0, readable: true, writable: false, manualStart: true });
      stream._type = 'pipe';
      break;
    }
    default: {
      const { Readable } = require('stream');
      stream = new Readable({ read() {} });
      stream.push(null);
    }
  }
  stream.fd = 0;
  // A paused stdin keeps nothing alive; reading begins anew when it is resumed.
  stream.on('pause', () => {
    if (typeof stream._stopReading !== 'function') return;
    stream._stopReading();
    stream._readableState.reading = false;
  });
  return stream;
}

let makers = { stdin: input, stdout: () => output(1), stderr: () => output(2) };

/**
 * In a worker: where the streams come from instead.
 * @param {{ stdin: () => Readable, stdout: () => Writable, stderr: () => Writable }} others
 */
function replace(others) {
  makers = others;
}

module.exports = {
  replace,
  stdin: () => made.stdin ??= makers.stdin(),
  stdout: () => made.stdout ??= makers.stdout(),
  stderr: () => made.stderr ??= makers.stderr(),
};
