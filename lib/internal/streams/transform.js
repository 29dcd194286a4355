// stream.Transform: a Duplex whose readable side is made of what is written. https://nodejs.org/api/stream.html#class-streamtransform
'use strict';

const { Duplex } = require('internal/streams/duplex');
const { highWaterMarkOf } = require('internal/streams/high_water_mark');
const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { nextTick } = require('internal/ticks');

/**
 * @constructor
 * @param {object} [options] https://nodejs.org/api/stream.html#new-streamtransformoptions
 */
function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);

  // A readable side that holds nothing must not have the writable side hold it instead.
  if (options && highWaterMarkOf(false, options, 'readableHighWaterMark', true) === 0) {
    options = {
      ...options,
      highWaterMark: null,
      readableHighWaterMark: 0,
      writableHighWaterMark: options.writableHighWaterMark || 0,
    };
  }
  Duplex.call(this, options);

  // _read does not ask anybody: it releases the write that waits.
  this._readableState.sync = false;

  if (options) {
    if (typeof options.transform === 'function') this._transform = options.transform;
    if (typeof options.flush === 'function') this._flush = options.flush;
  }
  // Streams that replace _final are still flushed.
  this.on('prefinish', onPrefinish);
}
Object.setPrototypeOf(Transform.prototype, Duplex.prototype);
Object.setPrototypeOf(Transform, Duplex);

function final(callback) {
  if (typeof this._flush !== 'function' || this.destroyed) {
    this.push(null);
    if (callback) callback();
    return;
  }
  this._flush((error, data) => {
    if (error) {
      if (callback) callback(error);
      else this.destroy(error);
      return;
    }
    if (data !== undefined && data !== null) this.push(data);
    this.push(null);
    if (callback) callback();
  });
}

function onPrefinish() {
  if (this._final !== final) final.call(this);
}

Transform.prototype._final = final;

/**
 * Makes output of a chunk, by push or the callback. To be implemented.
 * @param {any} chunk
 * @param {string} encoding
 * @param {(error?: Error, data?: any) => void} callback
 */
Transform.prototype._transform = function(chunk, encoding, callback) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_transform()');
};

Transform.prototype._write = function(chunk, encoding, callback) {
  const readable = this._readableState;
  const writable = this._writableState;
  const before = readable.length;

  this._transform(chunk, encoding, (error, value) => {
    if (error) {
      callback(error);
      return;
    }
    if (value !== undefined && value !== null) this.push(value);
    if (readable.ended) {
      // Nobody will ask any more, and what is written now is lost: the writer is slowed down.
      nextTick(callback);
    } else if (writable.ended || before === readable.length || readable.length < readable.highWaterMark) {
      // There is room, or nothing came of it.
      callback();
    } else {
      readable.heldCallback = callback;
    }
  });
};

Transform.prototype._read = function() {
  const state = this._readableState;
  const callback = state.heldCallback;
  if (callback === null) return;
  state.heldCallback = null;
  callback();
};

/**
 * A Transform that changes nothing.
 * @constructor
 * @param {object} [options]
 */
function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}
Object.setPrototypeOf(PassThrough.prototype, Transform.prototype);
Object.setPrototypeOf(PassThrough, Transform);

PassThrough.prototype._transform = function(chunk, encoding, callback) {
  callback(null, chunk);
};

module.exports = { Transform, PassThrough };
