// The two halves of a duplex that stands for other streams: what is written to it goes to one, what is read comes from one.
'use strict';

function nop() {}

/**
 * Makes `duplex` write to `target`.
 * @param {import('stream').Duplex} duplex
 * @param {import('stream').Writable} target
 * @returns {{ finish: () => void, forget: () => void }} `finish` tells that the target is done; after `forget` no callback
 *   of a write is called any more
 */
function writeTo(duplex, target) {
  let onDrain;
  let onFinish;
  duplex._write = function(chunk, encoding, callback) {
    if (target.write(chunk, encoding)) callback();
    else onDrain = callback;
  };
  duplex._final = function(callback) {
    target.end();
    onFinish = callback;
  };
  target.on('drain', () => {
    const callback = onDrain;
    onDrain = undefined;
    callback?.();
  });
  return {
    finish() {
      const callback = onFinish;
      onFinish = undefined;
      callback?.();
    },
    forget() {
      onDrain = undefined;
      onFinish = undefined;
    },
  };
}

/**
 * Makes `duplex` read what `source` brings, and its end.
 * @param {import('stream').Duplex} duplex
 * @param {import('stream').Readable} source
 * @returns {{ forget: () => void }} after `forget` a source that has become readable is not asked
 */
function readFrom(duplex, source) {
  let onReadable;
  source.on('readable', () => {
    const callback = onReadable;
    onReadable = undefined;
    callback?.();
  });
  source.on('end', () => duplex.push(null));
  duplex._read = function() {
    for (;;) {
      const chunk = source.read();
      if (chunk === null) {
        onReadable = duplex._read;
        return;
      }
      if (!duplex.push(chunk)) return;
    }
  };
  return {
    forget() {
      onReadable = undefined;
    },
  };
}

/**
 * As writeTo, to a WritableStream, which is locked.
 * @param {import('stream').Duplex} duplex
 * @param {WritableStream} target
 * @returns {{ finish: () => void, forget: () => void }}
 */
function writeToWeb(duplex, target) {
  const { WebWriting } = require('internal/webstreams/adapt_writable');
  const writing = new WebWriting(duplex, require('internal/webstreams/writable').writableCore(target));
  let onFinish;
  duplex._write = function(chunk, encoding, callback) {
    writing.write(chunk, callback);
  };
  duplex._final = function(callback) {
    writing.end(nop);
    onFinish = callback;
  };
  return {
    finish() {
      const callback = onFinish;
      onFinish = undefined;
      callback?.();
    },
    forget() {
      onFinish = undefined;
    },
  };
}

/**
 * As readFrom, from a ReadableStream, which is locked.
 * @param {import('stream').Duplex} duplex
 * @param {ReadableStream} source
 * @returns {{ forget: () => void }}
 */
function readFromWeb(duplex, source) {
  const { WebReading } = require('internal/webstreams/adapt_readable');
  const reading = new WebReading(duplex, require('internal/webstreams/readable').readableCore(source));
  duplex._read = function() {
    reading.read();
  };
  return { forget: nop };
}

module.exports = { readFrom, readFromWeb, writeTo, writeToWeb };
