// How streams begin (_construct) and end (destroy, errors, 'close'). https://nodejs.org/api/stream.html
//
// Both sides of a Duplex go through here together. Each of 'error' and 'close' is emitted once, in a tick of its own.
'use strict';

const { AbortError, aggregateTwoErrors, codes: { ERR_MULTIPLE_CALLBACK } } = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { isDestroyed, isDestroyedMark, isFinished, isRequest, isServerRequest } = require('internal/streams/kinds');

/** Emitted by a stream to itself when it is constructed, or was destroyed before it was. */
const constructed = Symbol('constructed');
const destroyedEarly = Symbol('destroyedEarly');

function recordError(error, readable, writable) {
  if (!error) return;
  // Reading the stack formats it now, while what it refers to is as it was.
  void error.stack;
  if (writable && !writable.errored) writable.errored = error;
  if (readable && !readable.errored) readable.errored = error;
}

/**
 * The `destroy` method of Readable and Duplex.
 * @param {Error} [error] emitted as 'error'
 * @param {(error?: Error) => void} [callback] called when all is released
 * @returns {this}
 */
function destroy(error, callback) {
  const readable = this._readableState;
  const writable = this._writableState;
  const state = writable || readable;

  if (writable?.destroyed || readable?.destroyed) {
    if (typeof callback === 'function') callback();
    return this;
  }

  recordError(error, readable, writable);
  if (writable) writable.destroyed = true;
  if (readable) readable.destroyed = true;

  if (state.constructed) {
    release(this, error, callback);
  } else {
    this.once(destroyedEarly, function(constructError) {
      release(this, aggregateTwoErrors(constructError, error), callback);
    });
  }
  return this;
}

/** Calls `_destroy` and closes the stream when it is done. */
function release(stream, error, callback) {
  let done = false;
  function onReleased(releaseError) {
    if (done) return;
    done = true;
    const readable = stream._readableState;
    const writable = stream._writableState;
    recordError(releaseError, readable, writable);
    if (writable) writable.closed = true;
    if (readable) readable.closed = true;
    if (typeof callback === 'function') callback(releaseError);
    if (releaseError) nextTick(emitErrorAndClose, stream, releaseError);
    else nextTick(emitClose, stream);
  }
  try {
    stream._destroy(error || null, onReleased);
  } catch (thrown) {
    onReleased(thrown);
  }
}

function emitErrorAndClose(stream, error) {
  emitError(stream, error);
  emitClose(stream);
}

function emitClose(stream) {
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (writable) writable.closeEmitted = true;
  if (readable) readable.closeEmitted = true;
  if (writable?.emitClose || readable?.emitClose) stream.emit('close');
}

function emitError(stream, error) {
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (writable?.errorEmitted || readable?.errorEmitted) return;
  if (writable) writable.errorEmitted = true;
  if (readable) readable.errorEmitted = true;
  stream.emit('error', error);
}

/** The `_undestroy` method: makes a destroyed stream usable again. */
function undestroy() {
  const readable = this._readableState;
  const writable = this._writableState;
  if (readable) {
    readable.constructed = true;
    readable.closed = false;
    readable.closeEmitted = false;
    readable.destroyed = false;
    readable.errored = null;
    readable.errorEmitted = false;
    readable.reading = false;
    readable.ended = readable.readable === false;
    readable.endEmitted = readable.readable === false;
  }
  if (writable) {
    writable.constructed = true;
    writable.destroyed = false;
    writable.closed = false;
    writable.closeEmitted = false;
    writable.errored = null;
    writable.errorEmitted = false;
    writable.finalCalled = false;
    writable.prefinished = false;
    writable.ended = writable.writable === false;
    writable.ending = writable.writable === false;
    writable.finished = writable.writable === false;
  }
}

/**
 * Ends a stream with an error in the way that its options ask for: destroys it, or only emits the error.
 * @param {object} stream
 * @param {Error} error
 * @param {boolean} [later] whether 'error' must not be emitted within this call
 */
function errorOrDestroy(stream, error, later = false) {
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (writable?.destroyed || readable?.destroyed) return;

  if (readable?.autoDestroy || writable?.autoDestroy) {
    stream.destroy(error);
  } else if (error) {
    recordError(error, readable, writable);
    if (later) nextTick(emitError, stream, error);
    else emitError(stream, error);
  }
}

/**
 * Calls `_construct`, if the stream has it, in the next tick; reading and writing wait until it is done.
 * @param {object} stream
 * @param {() => void} onConstructed
 */
function construct(stream, onConstructed) {
  if (typeof stream._construct !== 'function') return;
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (readable) readable.constructed = false;
  if (writable) writable.constructed = false;

  stream.once(constructed, onConstructed);
  // A Duplex asks for both of its sides.
  if (stream.listenerCount(constructed) > 1) return;
  nextTick(runConstruct, stream);
}

function runConstruct(stream) {
  let called = false;
  function onDone(error) {
    if (called) {
      errorOrDestroy(stream, error ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    const readable = stream._readableState;
    const writable = stream._writableState;
    if (readable) readable.constructed = true;
    if (writable) writable.constructed = true;
    if ((writable || readable).destroyed) stream.emit(destroyedEarly, error);
    else if (error) errorOrDestroy(stream, error, true);
    else stream.emit(constructed);
  }
  try {
    stream._construct((error) => nextTick(onDone, error));
  } catch (error) {
    nextTick(onDone, error);
  }
}

/**
 * Destroys whatever kind of stream this is; what has a life of its own by the means that it offers.
 * @param {object} stream
 * @param {Error} [error] an AbortError when the stream is not finished
 */
function destroyStream(stream, error) {
  if (!stream || isDestroyed(stream)) return;
  if (!error && !isFinished(stream)) error = new AbortError();
  if (isServerRequest(stream)) {
    // The answer may still go out on its connection.
    stream.socket = null;
    stream.destroy(error);
  } else if (isRequest(stream)) {
    stream.abort();
  } else if (isRequest(stream.req)) {
    stream.req.abort();
  } else if (typeof stream.destroy === 'function') {
    stream.destroy(error);
  } else if (typeof stream.close === 'function') {
    stream.close();
  }
  if (!stream.destroyed) stream[isDestroyedMark] = true;
}

module.exports = { construct, destroy, destroyStream, undestroy, errorOrDestroy };
