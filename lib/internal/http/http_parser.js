// HTTPParser, as `_http_common` gives it to the programs that drive a parser by themselves: callbacks by number, one message
// after the other, synchronous.
'use strict';

const { StreamParser, headFlags, kStop } = require('internal/http/stream_parser');
const { IncomingMessage } = require('internal/http/incoming');
const { maxHeaderSize } = require('internal/http/limits');

const kLenientHeaders = 1;
const kLenientHeaderValueRelaxed = 1024;

class HTTPParser {
  static REQUEST = 1;
  static RESPONSE = 2;
  static kOnMessageBegin = 0;
  static kOnHeaders = 1;
  static kOnHeadersComplete = 2;
  static kOnBody = 3;
  static kOnMessageComplete = 4;
  static kOnExecute = 5;
  static kOnTimeout = 6;
  static kLenientNone = 0;
  static kLenientHeaders = kLenientHeaders;
  static kLenientChunkedLength = 2;
  static kLenientKeepAlive = 4;
  static kLenientTransferEncoding = 8;
  static kLenientVersion = 16;
  static kLenientDataAfterClose = 32;
  static kLenientOptionalLFAfterCR = 64;
  static kLenientOptionalCRLFAfterChunk = 128;
  static kLenientOptionalCRBeforeLF = 256;
  static kLenientSpacesAfterChunkSize = 512;
  static kLenientHeaderValueRelaxed = kLenientHeaderValueRelaxed;
  static kLenientAll = 1023;

  #parser = null;
  #request = true;
  #buffer = null;
  #length = 0;

  /**
   * @param {1 | 2} type REQUEST or RESPONSE
   * @param {object} [resource] for async hooks
   * @param {number} [headerSize] in bytes; 0 for the default
   * @param {number} [lenient] bits
   */
  initialize(type, resource, headerSize = 0, lenient = 0) {
    this.#request = type === HTTPParser.REQUEST;
    const leniency = (lenient & kLenientHeaders) !== 0 ? 2 : (lenient & kLenientHeaderValueRelaxed) !== 0 ? 1 : 0;
    this.#parser = new StreamParser(this.#request ? 0 : 1, leniency, headerSize || maxHeaderSize(), this);
    this.#length = 0;
  }

  /**
   * @param {Uint8Array} buffer
   * @param {number} [offset]
   * @param {number} [length]
   * @returns {number | Error} how many bytes were read, or what is wrong
   */
  execute(buffer, offset = 0, length = buffer.length - offset) {
    const bytes = buffer.subarray(offset, offset + length);
    this.#buffer = bytes;
    this.#length = bytes.length;
    const error = this.#parser.execute(bytes);
    this.#buffer = null;
    if (error === undefined) return this.#length;
    error.message = 'Parse Error';
    return error;
  }

  /** @returns {Error | undefined} */
  finish() {
    return this.#parser.finish();
  }

  getCurrentBuffer() {
    return this.#buffer;
  }

  close() {
    this.#parser?.stop();
  }

  free() {
    this.#parser?.stop();
  }

  remove() {}

  pause() {}

  resume() {}

  consume() {}

  unconsume() {}

  // Called by StreamParser.

  onHead(parser, packed, text) {
    this[HTTPParser.kOnMessageBegin]?.();
    const message = new IncomingMessage(null);
    parser.fill(message, text, this.#request);
    const upgrade = (packed & headFlags.kUpgrade) !== 0;
    const skip = this[HTTPParser.kOnHeadersComplete]?.(
      message.httpVersionMajor, message.httpVersionMinor, message.rawHeaders,
      this.#request ? packed & 255 : undefined, this.#request ? message.url : undefined,
      this.#request ? undefined : message.statusCode, this.#request ? undefined : message.statusMessage,
      upgrade, (packed & headFlags.kKeepAlive) !== 0);
    if (upgrade || skip === 2) parser.native.takeUpgrade();
    else if (skip === 1 || skip === true) parser.native.skipBody();
    return parser.stopped ? kStop : message;
  }

  onBody(message, chunk) {
    this[HTTPParser.kOnBody]?.(chunk);
  }

  onComplete(message) {
    const trailers = message === null ? [] : message.rawTrailers;
    if (trailers.length > 0) this[HTTPParser.kOnHeaders]?.(trailers, '');
    this[HTTPParser.kOnMessageComplete]?.();
  }

  onUpgrade(rest) {
    this.#length -= rest.length;
  }
}

module.exports = { HTTPParser };
