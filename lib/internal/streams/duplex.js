// stream.Duplex: both sides in one object. https://nodejs.org/api/stream.html#class-streamduplex
'use strict';

const { Readable, ReadableState, takeReadableOptions, onConstructed: onReadable } = require('internal/streams/readable');
const { Writable, WritableState, takeWritableOptions, onConstructed: onWritable } = require('internal/streams/writable');
const { construct } = require('internal/streams/destroy');
const { Stream } = require('internal/streams/legacy');

/**
 * @constructor
 * @param {object} [options] https://nodejs.org/api/stream.html#new-streamduplexoptions
 */
function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);

  this._readableState = new ReadableState(options, this, true);
  this._writableState = new WritableState(options, this, true);
  this.allowHalfOpen = true;

  if (options) {
    this.allowHalfOpen = options.allowHalfOpen !== false;
    if (options.readable === false) {
      this._readableState.readable = false;
      this._readableState.ended = true;
      this._readableState.endEmitted = true;
    }
    if (options.writable === false) {
      this._writableState.writable = false;
      this._writableState.ending = true;
      this._writableState.ended = true;
      this._writableState.finished = true;
    }
    const { signal } = options;
    if (signal) {
      require('internal/streams/add_abort_signal').follow(signal, this);
      options = { ...options, signal: undefined };
    }
    takeReadableOptions(this, options);
    takeWritableOptions(this, options);
  }
  Stream.call(this, options);

  if (this._construct !== undefined) {
    construct(this, () => {
      onReadable(this);
      onWritable(this);
    });
  }
}
Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);

// The writable side's methods and properties, where the readable side has none of that name.
{
  const methods = ['write', 'cork', 'uncork', 'setDefaultEncoding', '_write', '_writev', 'end', 'destroy'];
  for (let i = 0; i < methods.length; i++) Duplex.prototype[methods[i]] = Writable.prototype[methods[i]];

  const properties = ['writable', 'writableHighWaterMark', 'writableObjectMode', 'writableBuffer', 'writableLength',
                      'writableFinished', 'writableCorked', 'writableEnded', 'writableNeedDrain', 'writableAborted'];
  for (let i = 0; i < properties.length; i++) {
    Object.defineProperty(Duplex.prototype, properties[i], {
      __proto__: null,
      ...Object.getOwnPropertyDescriptor(Writable.prototype, properties[i]),
    });
  }
  Object.defineProperty(Duplex.prototype, 'destroyed', {
    __proto__: null,
    get() {
      if (this._readableState === undefined || this._writableState === undefined) return false;
      return this._readableState.destroyed && this._writableState.destroyed;
    },
    set(value) {
      // Set by subclasses that destroy themselves.
      if (this._readableState && this._writableState) {
        this._readableState.destroyed = value;
        this._writableState.destroyed = value;
      }
    },
  });
}

/**
 * A Duplex out of nearly anything. https://nodejs.org/api/stream.html#streamduplexfromsrc
 * @param {any} body
 * @returns {Duplex}
 */
Duplex.from = function(body) {
  return require('internal/streams/duplexify').duplexify(body, 'body');
};

/**
 * The two web streams of a Duplex.
 * @param {Duplex} duplex
 * @param {{ readableType?: 'bytes' }} [options]
 * @returns {{ readable: ReadableStream, writable: WritableStream }}
 */
Duplex.toWeb = function(duplex, options) {
  return require('internal/webstreams/adapt_duplex').toWeb(duplex, options);
};

/**
 * A Duplex of two web streams.
 * @param {{ readable: ReadableStream, writable: WritableStream }} pair both are locked
 * @param {object} [options] https://nodejs.org/api/stream.html#streamduplexfromwebpair-options
 * @returns {Duplex}
 */
Duplex.fromWeb = function(pair, options) {
  return require('internal/webstreams/adapt_duplex').fromWeb(pair, options);
};

module.exports = { Duplex };
