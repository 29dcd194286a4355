// The standard streams of workers: what one side writes is posted to the other, which asks for more when it has room.
// https://nodejs.org/api/worker_threads.html#workerstdout
'use strict';

const { Readable, Writable } = require('stream');

/** Sends what is written to the other side. */
class PostingStream extends Writable {
  /** Called when the other side wants more. */
  #waiting = undefined;
  #line;
  #streamName;

  /**
   * @param {{ post: (message: any[]) => void, hold: () => void, release: () => void }} line
   *   hold, release: what waits for the other side keeps this one alive
   * @param {string} name
   */
  constructor(line, name) {
    super({ decodeStrings: false });
    this.#line = line;
    this.#streamName = name;
  }

  _write(chunk, encoding, callback) {
    this.#line.post(['write', this.#streamName, [chunk], [encoding]]);
    this.#wait(callback);
  }

  _writev(chunks, callback) {
    const data = [];
    const encodings = [];
    for (let i = 0; i < chunks.length; i++) {
      data.push(chunks[i].chunk);
      encodings.push(chunks[i].encoding);
    }
    this.#line.post(['write', this.#streamName, data, encodings]);
    this.#wait(callback);
  }

  _final(callback) {
    this.#line.post(['end', this.#streamName]);
    callback();
  }

  #wait(callback) {
    this.#waiting = callback;
    this.#line.hold();
  }

  /** The other side has room for more. */
  goOn() {
    const callback = this.#waiting;
    if (callback === undefined) return;
    this.#waiting = undefined;
    this.#line.release();
    callback();
  }

  /** Posts all that is buffered, whether the other side has room or not: this one ends. */
  flush() {
    while (this.#waiting !== undefined) this.goOn();
  }
}

/** Gives out what the other side has posted. */
class PostedStream extends Readable {
  #line;
  #streamName;
  #holding = false;

  /**
   * @param {object} line as for PostingStream
   * @param {string} name
   * @param {boolean} holds whether reading keeps this side alive until the end
   */
  constructor(line, name, holds) {
    super();
    this.#line = line;
    this.#streamName = name;
    if (!holds) return;
    this.on('end', () => {
      if (!this.#holding) return;
      this.#holding = false;
      line.release();
    });
    const read = () => {
      if (!this.#holding) {
        this.#holding = true;
        line.hold();
      }
      line.post(['more', name]);
    };
    this._read = read;
  }

  _read() {
    this.#line.post(['more', this.#streamName]);
  }

  /**
   * @param {(string | Uint8Array)[]} chunks
   * @param {string[]} encodings
   */
  receive(chunks, encodings) {
    const { Buffer } = require('buffer');
    for (let i = 0; i < chunks.length; i++) {
      const chunk = chunks[i];
      if (typeof chunk === 'string') this.push(chunk, encodings[i]);
      else this.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
  }
}

module.exports = { PostingStream, PostedStream };
