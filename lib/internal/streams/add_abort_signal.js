// stream.addAbortSignal. https://nodejs.org/api/stream.html#streamaddabortsignalsignal-stream
'use strict';

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { isNodeStream, isReadableWebStream, isWritableWebStream } = require('internal/streams/kinds');
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
  if (!isNodeStream(stream) && !isReadableWebStream(stream) && !isWritableWebStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return follow(signal, stream);
}

/** As addAbortSignal, for arguments that are known to be right. */
function follow(signal, stream) {
  if (typeof signal !== 'object' || !('aborted' in signal)) return stream;
  const abort = isNodeStream(stream) ?
    () => stream.destroy(new AbortError(undefined, { cause: signal.reason })) :
    () => failWeb(stream, new AbortError(undefined, { cause: signal.reason }));
  if (signal.aborted) {
    abort();
  } else {
    const listening = addAbortListener(signal, abort);
    finished(stream, listening[Symbol.dispose]);
  }
  return stream;
}

/** What `controller.error` does, of a stream of the web platform. */
function failWeb(stream, error) {
  const core = require('internal/webstreams/readable').readableCore(stream);
  if (core !== undefined) core.controller.error(error);
  else require('internal/webstreams/writable').writableCore(stream)?.controller.errorIfNeeded(error);
}

module.exports = { addAbortSignal, follow };
