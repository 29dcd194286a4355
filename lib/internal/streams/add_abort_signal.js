// stream.addAbortSignal. https://nodejs.org/api/stream.html#streamaddabortsignalsignal-stream
'use strict';

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { isNodeStream } = require('internal/streams/kinds');
const { finished } = require('internal/streams/finished');
const { addAbortListener } = require('internal/events/abort_listener');

/**
 * Destroys a stream with an AbortError when the signal aborts.
 * @param {AbortSignal} signal
 * @param {T} stream
 * @returns {T}
 * @template T
 */
function addAbortSignal(signal, stream) {
  if (signal === undefined || signal === null || typeof signal !== 'object' || !('aborted' in signal)) {
    throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  }
  validateAbortSignal(signal, 'signal');
  if (!isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return follow(signal, stream);
}

/** As addAbortSignal, for arguments that are known to be right. */
function follow(signal, stream) {
  if (typeof signal !== 'object' || !('aborted' in signal)) return stream;
  const abort = () => stream.destroy(new AbortError(undefined, { cause: signal.reason }));
  if (signal.aborted) {
    abort();
  } else {
    const listening = addAbortListener(signal, abort);
    finished(stream, listening[Symbol.dispose]);
  }
  return stream;
}

module.exports = { addAbortSignal, follow };
