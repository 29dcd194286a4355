// The steps that a codec makes until its input is used up: one after another here, or each on the thread pool.
'use strict';
const hooks = require('internal/async/hooks');
const { codes: { ERR_BUFFER_TOO_LARGE }, genericNodeError } = require('internal/errors');

const nothing = new Uint8Array(0);

/**
 * @param {[string, string, number]} failure message, code and errno
 * @returns {Error}
 */
function toError(failure) {
  if (failure[1] === 'ERR_ZLIB_INITIALIZATION_FAILED') {
    return genericNodeError(failure[0], { code: failure[1] });
  }
  if (failure[1] === 'ERR_OUT_OF_RANGE') {
    // A view whose length is not what it says.
    const error = new RangeError(failure[0]);
    error.code = failure[1];
    return error;
  }
  return genericNodeError(failure[0], { errno: failure[2], code: failure[1] });
}

/** Input that follows the end of what was compressed. */
function trailingJunk() {
  return new (require('internal/errors').codes.ERR_TRAILING_JUNK_AFTER_STREAM_END)();
}

/** Collects output up to a limit. */
class Output {
  constructor(limit) {
    this.limit = limit;
    this.length = 0;
    this.parts = [];
  }

  /** Adds a part; returns false once there is too much. */
  add(part) {
    this.length += part.length;
    this.parts.push(part);
    return this.length <= this.limit;
  }

  join() {
    const { Buffer } = require('buffer');
    return this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts, this.length);
  }
}

/**
 * Sends all of `input` through a codec.
 * @param {object} coder the native codec
 * @param {Uint8Array} input
 * @param {number} flush
 * @param {object} settings see commonSettings
 * @returns {{ output: Buffer, used: number }} `used`: how much of the input was, in bytes
 * @throws {RangeError} ERR_BUFFER_TOO_LARGE
 * @throws {Error} the codec's
 */
function runAll(coder, input, flush, settings) {
  const { chunkSize, maxOutputLength: limit } = settings;
  const left = new Uint32Array(2);
  const output = new Output(limit);
  let chunk = allocate(chunkSize);
  let filled = 0;
  let used = 0;
  for (;;) {
    const failure = coder.run(flush, input, used, input.byteLength - used, chunk, filled, chunkSize - filled, left,
                              undefined);
    if (failure !== undefined) throw toError(failure);
    const end = chunkSize - left[0];
    used = input.byteLength - left[1];
    if (end > filled && !output.add(chunk.slice(filled, end))) throw new ERR_BUFFER_TOO_LARGE(limit);
    filled = end;
    // Room that was left over means that there is no more.
    if (left[0] !== 0) {
      if (left[1] !== 0 && settings.rejectGarbageAfterEnd) throw trailingJunk();
      break;
    }
    chunk = allocate(chunkSize);
    filled = 0;
  }
  return { output: output.join(), used };
}

/** The same on the thread pool; `callback(error, output, used)`. */
function runAllLater(coder, input, flush, settings, callback) {
  const { chunkSize, maxOutputLength: limit } = settings;
  const left = new Uint32Array(2);
  const output = new Output(limit);
  let chunk = allocate(chunkSize);
  let filled = 0;
  let used = 0;
  const receive = hooks.state.tracking ? hooks.entering(coder, done) : done;

  function step() {
    const failure = coder.run(flush, input, used, input.byteLength - used, chunk, filled, chunkSize - filled, left,
                              receive);
    if (failure !== undefined) done(failure);
  }

  function done(failure) {
    if (failure !== undefined) {
      callback(toError(failure));
      return;
    }
    const end = chunkSize - left[0];
    used = input.byteLength - left[1];
    if (end > filled && !output.add(chunk.slice(filled, end))) {
      callback(new ERR_BUFFER_TOO_LARGE(limit));
      return;
    }
    filled = end;
    if (left[0] !== 0) {
      if (left[1] !== 0 && settings.rejectGarbageAfterEnd) callback(trailingJunk());
      else callback(null, output.join(), used);
      return;
    }
    chunk = allocate(chunkSize);
    filled = 0;
    step();
  }

  step();
}

function allocate(size) {
  return require('internal/buffer/pool').allocateAlone(size);
}

module.exports = { allocate, nothing, runAll, runAllLater, toError, trailingJunk };
