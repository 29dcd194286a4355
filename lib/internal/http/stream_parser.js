// Messages out of a stream's chunks: drives the native parser and tells an owner what it finds.
'use strict';

const native = binding('http');
const hooks = require('internal/async/hooks');
const { FieldSource, kSource, kTrailerSource, kVersion } = require('internal/http/incoming');
const { methodsByNumber } = require('internal/http/tables');
const { parseError } = require('internal/http/errors');

// http::Event, src/http/parser.h.
const kNeedData = 0;
const kHead = 1;
const kBody = 2;
const kTrailers = 3;
const kComplete = 4;
const kUpgraded = 5;

/** What the native parser tells of an event; read before anything else runs. */
const words = new Uint32Array(16);

/** Nothing more is to be read here: the connection was handed to somebody else, or is gone. */
const kStop = Symbol('stop');

class StreamParser {
  /**
   * @param {0 | 1} kind 0 for requests, 1 for responses
   * @param {0 | 1 | 2} leniency
   * @param {number} maxHeaderSize in bytes
   * @param {object} owner
   *   `onHead(parser, flags, method, text)` returns the IncomingMessage that the message's body goes to, null to leave the
   *   rest of the message unread by anybody, or kStop;
   *   `onBody(message, chunk)`; `onComplete(message)`; `onUpgrade(rest)`
   * @param {object} [parser] a native parser that goes on where it is
   */
  constructor(kind, leniency, maxHeaderSize, owner, parser = new native.Parser(kind, leniency, maxHeaderSize)) {
    this.native = parser;
    this.owner = owner;
    this.message = null;
    this.stopped = false;
    /** What async_hooks know of what is parsed here; null while ids aren't asked for. */
    this.resource = null;
  }

  /**
   * What the owner is told from here on is told as the execution of a resource. Only while ids are asked for.
   * @param {object} resource initialized
   */
  runAs(resource) {
    this.resource = resource;
  }

  /** That resource is no more. */
  endResource() {
    if (this.resource === null) return;
    hooks.gone(this.resource);
    this.resource = null;
  }

  /**
   * Reads a chunk to its end.
   * @param {Uint8Array} chunk
   * @returns {Error | undefined} what is wrong with it
   */
  execute(chunk) {
    const { resource } = this;
    if (resource === null) return this.#execute(chunk);
    hooks.enter(resource);
    const error = this.#execute(chunk);
    hooks.leave();
    return error;
  }

  #execute(chunk) {
    let offset = 0;
    const { owner } = this;
    while (!this.stopped) {
      const event = this.native.next(chunk, offset, words);
      offset = words[0];
      switch (event) {
        case kNeedData:
          return undefined;
        case kHead: {
          const message = owner.onHead(this, words[1], this.native.text());
          if (message === kStop) return undefined;
          this.message = message;
          break;
        }
        case kBody:
          if (this.message !== null) {
            owner.onBody(this.message, chunk.subarray(words[7], words[7] + words[8]));
          }
          break;
        case kTrailers: {
          const source = new FieldSource(this.native.text(), 0, words[5], words[6]);
          if (this.message !== null) this.message[kTrailerSource] = source;
          break;
        }
        case kComplete: {
          const { message } = this;
          this.message = null;
          owner.onComplete(message);
          break;
        }
        case kUpgraded:
          this.stopped = true;
          owner.onUpgrade(chunk.subarray(offset));
          return undefined;
        default:
          return parseError(words[9], offset, chunk);
      }
    }
    return undefined;
  }

  /**
   * The stream has ended.
   * @returns {Error | undefined} that the message is not whole
   */
  finish() {
    if (this.stopped) return undefined;
    const event = this.native.finish();
    if (event === kComplete) {
      const { message } = this;
      this.message = null;
      this.owner.onComplete(message);
    } else if (event !== kNeedData) {
      const error = parseError(this.native.error(), 0);
      error.message = 'Parse Error';
      return error;
    }
    return undefined;
  }

  /** No more is read. */
  stop() {
    this.stopped = true;
    this.message = null;
  }

  /** Whether a message has begun and not ended. */
  get inMessage() {
    return this.native.inMessage();
  }

  /** How many fields the head has that `onHead` is told of. */
  get fieldCount() {
    return words[6];
  }

  /**
   * Puts what `onHead` is told of into a message.
   * @param {import('http').IncomingMessage} message
   * @param {string} text
   * @param {boolean} request
   */
  fill(message, text, request) {
    const packed = words[1];
    message[kVersion] = (packed >>> 24 & 15) << 4 | packed >>> 28;
    message[kSource] = new FieldSource(text, 0, words[5], words[6]);
    const start = text.slice(words[3], words[3] + words[4]);
    if (request) {
      message.method = methodsByNumber[packed & 255];
      message.url = start;
    } else {
      message.statusCode = words[2];
      message.statusMessage = start;
    }
  }
}

// Head flags as onHead is told of them, from bit 8 on: src/http/head.h.
const headFlags = {
  kKeepAlive: 1 << 8,
  kUpgrade: 2 << 8,
  kHasContentLength: 8 << 8,
  kTransferEncoding: 16 << 8,
  kExpect: 32 << 8,
  kHasHost: 64 << 8,
  kNoBody: 128 << 8,
};

module.exports = { StreamParser, headFlags, kStop };
