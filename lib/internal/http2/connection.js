// A native session joined to its socket: what the socket brings goes in, what the session has to send goes out, and what
// it tells is handed to the session object, one event at a time.
'use strict';

const { Buffer } = require('buffer');
const context = require('internal/async/context');
const net = require('net');
const { drain, reportUncaught } = require('internal/ticks');
const { scheduleInternal } = require('internal/timers/immediate');
const { setImmediate } = require('timers');
const { kEndsNow } = require('internal/http2/symbols');

// As in src/bindings/http2/session_binding.h.
const kEventSlots = 7;

/** Bytes that go to the socket in one write. */
const kSendAtOnce = 65536;

/** Filled by take: more is ready; there are events; the session has come to its end. */
const taken = new Int32Array(3);

/** How many connections are telling of events at the moment, one within another. */
let depth = 0;

class Connection {
  #native;
  #socket;
  #onEvent;
  #onOver;
  #isNet;
  #queue = [];
  #written = [];
  #isScheduled = false;
  #isFlushing = false;
  #isDirty = false;
  #isTelling = false;
  #isClosed = false;
  #onData;
  #onDrain;
  bytesRead = 0;
  bytesWritten = 0;

  /**
   * @param {object} native Http2SessionBinding
   * @param {import('stream').Duplex} socket
   * @param {(kind: number, stream: number, a: number, b: number, c: number, payload: any, extra: any, chunk: Buffer) => void} onEvent
   * @param {() => void} onOver called when nothing is left to be sent or read
   */
  constructor(native, socket, onEvent, onOver) {
    this.#native = native;
    this.#socket = socket;
    this.#onEvent = onEvent;
    this.#onOver = onOver;
    this.#isNet = socket instanceof net.Socket;
    const onData = (chunk) => this.#receive(chunk);
    this.#onData = onData;
    const onDrain = () => this.flush();
    this.#onDrain = onDrain;
    socket.on('data', this.#onData);
    socket.on('drain', this.#onDrain);
    if (socket.isPaused?.()) socket.resume();
  }

  #receive(chunk) {
    if (this.#isClosed) return;
    this.bytesRead += chunk.length;
    const events = this.#native.receive(chunk);
    if (events !== undefined) this.#tell(events, chunk);
    this.flush();
  }

  /** Hands out events; an exception is reported as if the loop had called, and the rest goes on. */
  #tell(events, chunk) {
    this.#queue.push(events, chunk);
    if (this.#isTelling) return;
    this.#isTelling = true;
    const frame = context.get();
    // Between events that a socket has brought, ticks and microtasks run as between any two of the loop's callbacks.
    // Not where the socket's own end waits among the ticks: what came before it is told first.
    const drains = this.#isNet && depth === 0 && !this.#socket._readableState.ended;
    depth++;
    for (let next = 0; next < this.#queue.length; next += 2) {
      const list = this.#queue[next];
      const bytes = this.#queue[next + 1];
      for (let at = 0; at < list.length; at += kEventSlots) {
        try {
          this.#onEvent(list[at], list[at + 1], list[at + 2], list[at + 3], list[at + 4], list[at + 5], list[at + 6],
                        bytes);
        } catch (error) {
          reportUncaught(error);
        }
        if (drains) drain();
      }
    }
    this.#queue = [];
    depth--;
    context.set(frame);
    this.#isTelling = false;
  }

  /** Has what was submitted sent at the end of the loop's turn. */
  schedule() {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    const flush = () => {
      this.#isScheduled = false;
      this.flush();
    };
    if (this.#isNet) scheduleInternal(flush);
    // Nothing else may keep the loop alive.
    else setImmediate(flush);
  }

  /** A stream has given a part of its body; if that proves to be the last, its frame shall say so. */
  noteWritten(stream) {
    this.#written.push(stream);
    this.schedule();
  }

  /** Sends what is ready, as far as the socket takes it. */
  flush() {
    if (this.#isClosed) return;
    // What a callback submits while this is at work goes out with it.
    this.#isDirty = true;
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    let isOver = false;
    while (this.#isDirty && !this.#isClosed && !this.#socket.writableNeedDrain) {
      this.#isDirty = false;
      const isMore = this.#sendSome();
      if (this.#isClosed) break;
      isOver = taken[2] !== 0;
      if (isMore) this.#isDirty = true;
    }
    this.#isFlushing = false;
    if (isOver && !this.#isClosed && !this.#isTelling) this.#onOver();
  }

  #sendSome() {
    const written = this.#written;
    if (written.length > 0) {
      this.#written = [];
      for (let i = 0; i < written.length; i++) written[i][kEndsNow]();
    }
    const bytes = this.#native.take(kSendAtOnce, taken);
    const isMore = taken[0] !== 0;
    const isOver = taken[2];
    const events = taken[1] !== 0 ? this.#native.takeEvents() : undefined;
    // Another Duplex may take its time: what was written is written when it says so.
    const isLate = !this.#isNet && bytes !== undefined && events !== undefined;
    if (bytes !== undefined) {
      this.#send(Buffer.from(bytes), isLate ? () => setImmediate(() => {
        if (!this.#isClosed) this.#tell(events, undefined);
      }) : undefined);
    }
    if (events !== undefined && !isLate) this.#tell(events, undefined);
    taken[2] = isOver;
    return isMore;
  }

  #send(bytes, callback) {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableEnded) {
      callback?.();
      return;
    }
    this.bytesWritten += bytes.length;
    if (this.#isNet) {
      socket.write(bytes);
      return;
    }
    // Another Duplex gets each frame, or part of one, as a chunk of its own.
    const ends = this.#native.takePieces();
    let start = 0;
    for (let i = 0; i < ends.length; i++) {
      socket.write(bytes.subarray(start, ends[i]), i === ends.length - 1 ? callback : undefined);
      start = ends[i];
    }
  }

  /** Sends all that is left, whatever the socket can take, and lets go of both. */
  close() {
    if (this.#isClosed) return;
    if (!this.#socket.destroyed) {
      const bytes = this.#native.take(kSendAtOnce, taken);
      if (bytes !== undefined) this.#send(Buffer.from(bytes));
    }
    this.#isClosed = true;
    this.#socket.removeListener('data', this.#onData);
    this.#socket.removeListener('drain', this.#onDrain);
    this.#native.close();
  }
}

module.exports = { Connection };
