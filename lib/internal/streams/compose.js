// stream.compose: several stages as one Duplex. https://nodejs.org/api/stream.html#streamcomposestreams
'use strict';

const { AbortError, codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS } } = require('internal/errors');
const { destroyStream } = require('internal/streams/destroy');
const { Duplex } = require('internal/streams/duplex');
const { finished } = require('internal/streams/finished');
const { readFrom, readFromWeb, writeTo, writeToWeb } = require('internal/streams/forward');
const { pipeline } = require('internal/streams/pipeline');
const { isNodeStream, isReadable, isTransformWebStream, isWebStream, isWritable } = require('internal/streams/kinds');

/**
 * A Duplex that writes to the first stage and reads from the last.
 * @param {...any} streams
 * @returns {Duplex}
 */
function compose(...streams) {
  if (streams.length === 0) throw new ERR_MISSING_ARGS('streams');
  if (streams.length === 1) return Duplex.from(streams[0]);

  const given = streams.slice();
  if (typeof streams[0] === 'function') streams[0] = Duplex.from(streams[0]);
  const lastIndex = streams.length - 1;
  if (typeof streams[lastIndex] === 'function') streams[lastIndex] = Duplex.from(streams[lastIndex]);

  for (let i = 0; i < streams.length; i++) {
    if (!isNodeStream(streams[i]) && !isWebStream(streams[i])) continue;
    if (i < lastIndex && !isReadable(streams[i]) && !isTransformWebStream(streams[i])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${i}]`, given[i], 'must be readable');
    }
    if (i > 0 && !isWritable(streams[i]) && !isTransformWebStream(streams[i])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${i}]`, given[i], 'must be writable');
    }
  }

  let input;
  let output;
  let onClose;
  let duplex;
  /** Whether the stages are done. */
  let over = false;

  function onFinished(error) {
    over = true;
    const callback = onClose;
    onClose = undefined;
    if (callback) callback(error);
    else if (error) duplex.destroy(error);
    else if (!readable && !writable) duplex.destroy();
  }

  const head = streams[0];
  const tail = pipeline(streams, onFinished);
  const headIsWeb = isWebStream(head);
  const tailIsWeb = isWebStream(tail);
  const writable = !!isWritable(head) || isTransformWebStream(head);
  const readable = !!isReadable(tail) || isTransformWebStream(tail);

  // One side may be absent: a source at the front, a sink at the end.
  duplex = new Duplex({
    writableObjectMode: !!head?.writableObjectMode,
    readableObjectMode: !!tail?.readableObjectMode,
    writable,
    readable,
  });

  if (writable) {
    output = headIsWeb ? writeToWeb(duplex, head.writable ?? head) : writeTo(duplex, head);
    if (tailIsWeb) finished(tail.readable ?? tail, output.finish);
    else finished(tail, output.finish);
  }

  if (readable) {
    input = tailIsWeb ? readFromWeb(duplex, tail.readable ?? tail) : readFrom(duplex, tail);
  }

  duplex._destroy = function(error, callback) {
    if (!error && onClose !== undefined) error = new AbortError();
    input?.forget();
    output?.forget();
    if (over) {
      callback(error);
      return;
    }
    onClose = (other) => callback(other || error);
    if (isNodeStream(tail)) destroyStream(tail, error);
  };
  return duplex;
}

module.exports = { compose };
