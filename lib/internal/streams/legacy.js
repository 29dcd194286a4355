// Stream, the base of all streams: an emitter with the `pipe` of Node's first streams.
'use strict';

const EventEmitter = require('events');

const { eventNames: emitterEventNames, listenerCount } = EventEmitter.prototype;

function Stream(options) {
  EventEmitter.call(this, options);
}
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Stream, EventEmitter);

/** @returns {(string | symbol)[]} of events that have listeners */
Stream.prototype.eventNames = function eventNames() {
  return emitterEventNames.call(this);
};

/**
 * Forwards what 'data' brings to `dest.write`, holding the source back by pause and resume.
 * @param {object} dest
 * @param {{ end?: boolean }} [options] end: false leaves `dest` open when the source ends
 * @returns {object} dest
 */
Stream.prototype.pipe = function(dest, options) {
  const source = this;
  let ended = false;

  function onData(chunk) {
    if (dest.writable && dest.write(chunk) === false && source.pause) source.pause();
  }
  function onDrain() {
    if (source.readable && source.resume) source.resume();
  }
  function onEnd() {
    if (ended) return;
    ended = true;
    dest.end();
  }
  function onClose() {
    if (ended) return;
    ended = true;
    if (typeof dest.destroy === 'function') dest.destroy();
  }
  // Nobody else listens: the error is thrown as if there were no pipe.
  function onError(error) {
    release();
    if (listenerCount.call(this, 'error') === 0) this.emit('error', error);
  }
  function release() {
    source.removeListener('data', onData);
    dest.removeListener('drain', onDrain);
    source.removeListener('end', onEnd);
    source.removeListener('close', onClose);
    source.removeListener('error', onError);
    dest.removeListener('error', onError);
    source.removeListener('end', release);
    source.removeListener('close', release);
    dest.removeListener('close', release);
  }

  source.on('data', onData);
  dest.on('drain', onDrain);
  if (!dest._isStdio && (!options || options.end !== false)) {
    source.on('end', onEnd);
    source.on('close', onClose);
  }
  prependListener(source, 'error', onError);
  prependListener(dest, 'error', onError);
  source.on('end', release);
  source.on('close', release);
  dest.on('close', release);
  dest.emit('pipe', source);
  return dest;
};

/**
 * Adds a listener before all others, also on emitters that are not ours and lack prependListener.
 * @param {object} emitter
 * @param {string} event
 * @param {Function} listener
 */
function prependListener(emitter, event, listener) {
  if (typeof emitter.prependListener === 'function') {
    emitter.prependListener(event, listener);
    return;
  }
  const existing = emitter._events?.[event];
  if (!existing) emitter.on(event, listener);
  else if (Array.isArray(existing)) existing.unshift(listener);
  else emitter._events[event] = [listener, existing];
}

module.exports = { Stream, prependListener };
