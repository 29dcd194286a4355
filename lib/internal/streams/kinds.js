// What a value is as a stream, and how far it has come. Answers for streams of node:stream and for what merely behaves
// like one (legacy streams, requests and responses): `null` means that it can't be told.
'use strict';

/** Marks that streams of other makes set on themselves, so that helpers can read their state. */
const isDestroyedMark = Symbol.for('nodejs.stream.destroyed');
const isErroredMark = Symbol.for('nodejs.stream.errored');
const isReadableMark = Symbol.for('nodejs.stream.readable');
const isWritableMark = Symbol.for('nodejs.stream.writable');
const isDisturbedMark = Symbol.for('nodejs.stream.disturbed');

/** Whether `value` is or behaves like a Readable; `strict` asks for pause and resume too. */
function isReadableStream(value, strict = false) {
  return !!(value && typeof value.pipe === 'function' && typeof value.on === 'function' &&
            (!strict || (typeof value.pause === 'function' && typeof value.resume === 'function')) &&
            (!value._writableState || value._readableState?.readable !== false) &&
            (!value._writableState || value._readableState));
}

/** Whether `value` is or behaves like a Writable. */
function isWritableStream(value) {
  return !!(value && typeof value.write === 'function' && typeof value.on === 'function' &&
            (!value._readableState || value._writableState?.writable !== false));
}

/** Whether `value` is or behaves like a Duplex. */
function isDuplexStream(value) {
  return !!(value && typeof value.pipe === 'function' && value._readableState && typeof value.on === 'function' &&
            typeof value.write === 'function');
}

/** Whether `value` is or behaves like any stream of node:stream. */
function isNodeStream(value) {
  return !!value && (value._readableState || value._writableState ||
                     (typeof value.write === 'function' && typeof value.on === 'function') ||
                     (typeof value.pipe === 'function' && typeof value.on === 'function'));
}

/** Whether `value` is a ReadableStream of the web platform. */
function isReadableWebStream(value) {
  return !!(value && !isNodeStream(value) && typeof value.pipeThrough === 'function' &&
            typeof value.getReader === 'function' && typeof value.cancel === 'function');
}

/** Whether `value` is a WritableStream of the web platform. */
function isWritableWebStream(value) {
  return !!(value && !isNodeStream(value) && typeof value.getWriter === 'function' &&
            typeof value.abort === 'function');
}

/** Whether `value` is a TransformStream of the web platform. */
function isTransformWebStream(value) {
  return !!(value && !isNodeStream(value) && typeof value.readable === 'object' && typeof value.writable === 'object');
}

function isWebStream(value) {
  return isReadableWebStream(value) || isWritableWebStream(value) || isTransformWebStream(value);
}

/**
 * @param {unknown} value
 * @param {boolean} [isAsync] true: only async iterables; false: only sync ones
 * @returns {boolean}
 */
function isIterable(value, isAsync) {
  if (value === null || value === undefined) return false;
  if (isAsync === true) return typeof value[Symbol.asyncIterator] === 'function';
  if (isAsync === false) return typeof value[Symbol.iterator] === 'function';
  return typeof value[Symbol.asyncIterator] === 'function' || typeof value[Symbol.iterator] === 'function';
}

/** @returns {boolean | null} */
function isDestroyed(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState || stream._readableState;
  return !!(stream.destroyed || stream[isDestroyedMark] || state?.destroyed);
}

/** @returns {boolean | null} whether end() was called */
function isWritableEnded(stream) {
  if (!isWritableStream(stream)) return null;
  if (stream.writableEnded === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  return typeof state?.ended === 'boolean' ? state.ended : null;
}

/**
 * @param {object} stream
 * @param {boolean} [strict] false: what is ended with nothing left to write counts
 * @returns {boolean | null} whether all was written
 */
function isWritableFinished(stream, strict) {
  if (!isWritableStream(stream)) return null;
  if (stream.writableFinished === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  if (typeof state?.finished !== 'boolean') return null;
  return !!(state.finished || (strict === false && state.ended === true && state.length === 0));
}

/** @returns {boolean | null} whether the source has ended, though something may be left to read */
function isReadableEnded(stream) {
  if (!isReadableStream(stream)) return null;
  if (stream.readableEnded === true) return true;
  const state = stream._readableState;
  if (!state || state.errored) return false;
  return typeof state.ended === 'boolean' ? state.ended : null;
}

/**
 * @param {object} stream
 * @param {boolean} [strict] false: what is ended with nothing left to read counts
 * @returns {boolean | null} whether all was read
 */
function isReadableFinished(stream, strict) {
  if (!isReadableStream(stream)) return null;
  const state = stream._readableState;
  if (state?.errored) return false;
  if (typeof state?.endEmitted !== 'boolean') return null;
  return !!(state.endEmitted || (strict === false && state.ended === true && state.length === 0));
}

/** @returns {boolean | null} whether it can still be read */
function isReadable(stream) {
  if (stream && stream[isReadableMark] != null) return stream[isReadableMark];
  if (typeof stream?.readable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isReadableStream(stream) && stream.readable && !isReadableFinished(stream);
}

/** @returns {boolean | null} whether it can still be written to */
function isWritable(stream) {
  if (stream && stream[isWritableMark] != null) return stream[isWritableMark];
  if (typeof stream?.writable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isWritableStream(stream) && stream.writable && !isWritableEnded(stream);
}

/**
 * @param {object} stream
 * @param {{ readable?: boolean, writable?: boolean }} [options] false: that side does not matter
 * @returns {boolean | null} whether nothing more comes and nothing more goes
 */
function isFinished(stream, options) {
  if (!isNodeStream(stream)) return null;
  if (isDestroyed(stream)) return true;
  if (options?.readable !== false && isReadable(stream)) return false;
  if (options?.writable !== false && isWritable(stream)) return false;
  return true;
}

/** @returns {Error | boolean | null} */
function isWritableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  if (stream.writableErrored) return stream.writableErrored;
  return stream._writableState?.errored ?? null;
}

/** @returns {Error | boolean | null} */
function isReadableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  if (stream.readableErrored) return stream.readableErrored;
  return stream._readableState?.errored ?? null;
}

/** @returns {boolean} whether an error was seen on the stream */
function isErrored(stream) {
  return !!(stream && (stream[isErroredMark] ?? stream.readableErrored ?? stream.writableErrored ??
                       stream._readableState?.errorEmitted ?? stream._writableState?.errorEmitted ??
                       stream._readableState?.errored ?? stream._writableState?.errored));
}

/** @returns {boolean} whether it was read from or cancelled */
function isDisturbed(stream) {
  return !!(stream && (stream[isDisturbedMark] ?? (stream.readableDidRead || stream.readableAborted)));
}

/** @returns {boolean | null} */
function isClosed(stream) {
  if (!isNodeStream(stream)) return null;
  if (typeof stream.closed === 'boolean') return stream.closed;
  const { _writableState: writable, _readableState: readable } = stream;
  if (typeof writable?.closed === 'boolean' || typeof readable?.closed === 'boolean') {
    return !!(writable?.closed || readable?.closed);
  }
  return null;
}

/** Whether `value` behaves like an http client request: it has headers and can be aborted. */
function isRequest(value) {
  return !!(value && typeof value.setHeader === 'function' && typeof value.abort === 'function');
}

/**
 * Whether `value` behaves like the http request that a server got: it has a method, a client's response has none. One of
 * HTTP/2 is a stream like any other.
 */
function isServerRequest(value) {
  return typeof value.method === 'string' && typeof value.httpVersion === 'string' && value.method !== '' &&
         value.httpVersionMajor !== 2;
}

/** @returns {boolean} whether 'close' will come when the stream is done */
function willEmitClose(stream) {
  if (!isNodeStream(stream)) return false;
  const state = stream._writableState || stream._readableState;
  return (!state && isServerResponse(stream)) ||
         !!(state && state.autoDestroy && state.emitClose && state.closed === false);
}

/** Whether `value` behaves like the http response of a server. */
function isServerResponse(value) {
  return typeof value.writeHead === 'function' && typeof value.setHeader === 'function';
}

module.exports = {
  isDestroyedMark, isErroredMark, isReadableMark, isWritableMark, isDisturbedMark,
  isReadableStream, isWritableStream, isDuplexStream, isNodeStream,
  isReadableWebStream, isWritableWebStream, isTransformWebStream, isWebStream, isIterable,
  isDestroyed, isClosed, isErrored, isDisturbed, isFinished,
  isReadable, isReadableEnded, isReadableFinished, isReadableErrored,
  isWritable, isWritableEnded, isWritableFinished, isWritableErrored,
  isRequest, isServerRequest, willEmitClose,
};
