// readable.pipe. https://nodejs.org/api/stream.html#readablepipedestination-options
'use strict';

const { nextTick } = require('internal/ticks');
const { errorOrDestroy } = require('internal/streams/destroy');
const { prependListener } = require('internal/streams/legacy');

/** One source that writes to one destination. */
class Pipe {
  #source;
  #dest;
  #onEnd;
  #released = false;
  #listensToDrain = false;

  constructor(source, dest, endDest) {
    this.#source = source;
    this.#dest = dest;
    this.#onEnd = endDest ? () => dest.end() : this.#unpipe;
  }

  start() {
    const source = this.#source;
    const dest = this.#dest;
    if (source._readableState.endEmitted) nextTick(this.#onEnd);
    else source.once('end', this.#onEnd);

    dest.on('unpipe', this.#onUnpipe);
    source.on('data', this.#onData);
    // Before the program's own listeners, so that they find the pipe ended.
    prependListener(dest, 'error', this.#onError);
    dest.once('close', this.#onClose);
    dest.once('finish', this.#onFinish);
    dest.emit('pipe', source);

    if (dest.writableNeedDrain === true) this.#pause();
    else if (!source._readableState.flowing) source.resume();
  }

  #onData = (chunk) => {
    let hasRoom;
    try {
      hasRoom = this.#dest.write(chunk);
    } catch (error) {
      // A chunk of the wrong kind: the destination's failure, not the source's.
      this.#dest.destroy(error);
      return;
    }
    if (hasRoom === false) this.#pause();
  };

  #pause() {
    const state = this.#source._readableState;
    // A write may have ended the pipe.
    if (!this.#released) {
      if (state.pipes.length === 1 && state.pipes[0] === this.#dest) {
        state.awaitDrainWriters = this.#dest;
        state.multiAwaitDrain = false;
      } else if (state.pipes.length > 1 && state.pipes.includes(this.#dest)) {
        state.awaitDrainWriters.add(this.#dest);
      }
      this.#source.pause();
    }
    if (!this.#listensToDrain) {
      this.#listensToDrain = true;
      this.#dest.on('drain', this.#onDrain);
    }
  }

  #onDrain = () => {
    const state = this.#source._readableState;
    if (state.awaitDrainWriters === this.#dest) state.awaitDrainWriters = null;
    else if (state.multiAwaitDrain) state.awaitDrainWriters.delete(this.#dest);
    // All destinations of the source have to be ready.
    if ((!state.awaitDrainWriters || state.awaitDrainWriters.size === 0) && this.#source.listenerCount('data') > 0) {
      this.#source.resume();
    }
  };

  #onError = (error) => {
    const dest = this.#dest;
    this.#unpipe();
    dest.removeListener('error', this.#onError);
    if (dest.listenerCount('error') !== 0) return;
    const state = dest._writableState || dest._readableState;
    if (state && !state.errorEmitted) errorOrDestroy(dest, error);
    else dest.emit('error', error);
  };

  #onClose = () => {
    this.#dest.removeListener('finish', this.#onFinish);
    this.#unpipe();
  };

  #onFinish = () => {
    this.#dest.removeListener('close', this.#onClose);
    this.#unpipe();
  };

  #unpipe = () => {
    this.#source.unpipe(this.#dest);
  };

  #onUnpipe = (source, info) => {
    if (source === this.#source && info && info.hasUnpiped === false) {
      // The same destination can be piped to twice; one unpipe ends one pipe.
      info.hasUnpiped = true;
      this.#release();
    }
  };

  #release() {
    const source = this.#source;
    const dest = this.#dest;
    dest.removeListener('close', this.#onClose);
    dest.removeListener('finish', this.#onFinish);
    if (this.#listensToDrain) dest.removeListener('drain', this.#onDrain);
    dest.removeListener('error', this.#onError);
    dest.removeListener('unpipe', this.#onUnpipe);
    source.removeListener('end', this.#onEnd);
    source.removeListener('end', this.#unpipe);
    source.removeListener('data', this.#onData);
    this.#released = true;
    // Who waits for this destination to drain must not wait any longer.
    if (this.#listensToDrain && source._readableState.awaitDrainWriters &&
        (!dest._writableState || dest._writableState.needDrain)) {
      this.#onDrain();
    }
  }
}

/**
 * @param {Readable} source
 * @param {Writable} dest
 * @param {{ end?: boolean }} [options]
 * @returns {Writable} dest
 */
function pipe(source, dest, options) {
  const state = source._readableState;
  if (state.pipes.length === 1 && !state.multiAwaitDrain) {
    state.multiAwaitDrain = true;
    state.awaitDrainWriters = new Set(state.awaitDrainWriters ? [state.awaitDrainWriters] : []);
  }
  state.pipes.push(dest);
  // The process's own output stays open.
  new Pipe(source, dest, (!options || options.end !== false) && !dest._isStdio).start();
  return dest;
}

module.exports = { pipe };
