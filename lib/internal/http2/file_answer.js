// Answers whose body is a file's: respondWithFD and respondWithFile.
// https://nodejs.org/api/http2.html#http2streamrespondwithfilepath-headers-options
'use strict';

const fs = require('fs');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { bodiless } = require('internal/http2/streams');
const { copyHeaders, requireHeaders } = require('internal/http2/headers');
const { kOnWritten, kState } = require('internal/http2/symbols');

const kInternalError = 2;
/** Bytes that are read and sent at once. */
const kPiece = 65536;

function isNumber(value) {
  return typeof value === 'number';
}

/** @throws {TypeError} ERR_INVALID_ARG_VALUE */
function checkOptions(options) {
  if (options !== undefined) validateObject(options, 'options');
  options = { ...options };
  if (options.offset !== undefined && !isNumber(options.offset)) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.offset', options.offset);
  }
  if (options.length !== undefined && !isNumber(options.length)) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.length', options.length);
  }
  if (options.statCheck !== undefined && typeof options.statCheck !== 'function') {
    throw new codes.ERR_INVALID_ARG_VALUE('options.statCheck', options.statCheck);
  }
  return options;
}

function checkHeaders(headers) {
  requireHeaders(headers, false);
  headers = copyHeaders(headers);
  const status = headers[':status'] = headers[':status'] === undefined || headers[':status'] === null ?
    200 : headers[':status'] | 0;
  if (bodiless.has(status)) throw new codes.ERR_HTTP2_PAYLOAD_FORBIDDEN(status);
  return headers;
}

/** Reads a file piece by piece and sends each when the one before has gone out. */
class FileBody {
  #stream;
  #fd;
  #position;
  #left;
  #whenDone;
  #isReading = false;
  #isDone = false;

  /**
   * @param {import('internal/http2/streams').ServerHttp2Stream} stream
   * @param {number} fd
   * @param {number} offset -1: from where the descriptor stands
   * @param {number} length -1: to the end
   * @param {() => void} whenDone the descriptor is not needed any more
   */
  constructor(stream, fd, offset, length, whenDone) {
    this.#stream = stream;
    this.#fd = fd;
    this.#position = offset;
    this.#left = length;
    this.#whenDone = whenDone;
    stream[kState].isFile = true;
    stream[kOnWritten] = (count, bytes) => {
      const state = stream[kState];
      state.touch();
      state.noteSent(bytes);
      if (count > 0) this.#next();
    };
    stream.once('close', () => {
      if (!this.#isReading) this.#finish();
    });
    this.#next();
  }

  #finish() {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#whenDone();
  }

  #next() {
    const stream = this.#stream;
    if (this.#isReading || this.#isDone) return;
    const size = this.#left < 0 ? kPiece : Math.min(kPiece, this.#left);
    if (size === 0) {
      this.#end();
      return;
    }
    this.#isReading = true;
    const buffer = Buffer.allocUnsafeSlow(size);
    const position = this.#position < 0 ? null : this.#position;
    fs.read(this.#fd, buffer, 0, size, position, (error, count) => {
      this.#isReading = false;
      const state = stream[kState];
      if (stream.destroyed || state.isGone) {
        this.#finish();
        return;
      }
      if (error) {
        this.#finish();
        stream.close(kInternalError);
        stream.destroy();
        return;
      }
      if (count === 0) {
        this.#end();
        return;
      }
      if (this.#position >= 0) this.#position += count;
      if (this.#left > 0) this.#left -= count;
      const { connection, native } = state.core;
      native.write(state.id, count === size ? buffer : buffer.subarray(0, count));
      if (this.#left === 0) this.#end();
      else connection.schedule();
    });
  }

  #end() {
    const stream = this.#stream;
    this.#finish();
    const state = stream[kState];
    if (stream.destroyed || state.isGone || state.core.native === undefined) return;
    state.shutdownTold = true;
    state.core.native.end(state.id);
    state.core.connection.schedule();
  }
}

/** Sends the head, and then the file. */
function begin(stream, fd, headers, options, whenDone) {
  const state = stream[kState];
  let fields;
  try {
    ({ fields } = stream._answer(headers));
  } catch (error) {
    whenDone();
    stream.destroy(error);
    return;
  }
  state.wantsTrailers = Boolean(options.waitForTrailers);
  const { offset = -1, length = -1 } = options;
  const isEmpty = state.isHead;
  state.isFile = !isEmpty;
  stream._submit(fields, isEmpty);
  if (stream.destroyed || isEmpty) {
    if (isEmpty) stream.end();
    whenDone();
    return;
  }
  // Nothing else can be written.
  stream.end();
  new FileBody(stream, fd, offset, length, whenDone);
}

/** Whether the program's statCheck lets the answer go on; it may have answered itself. */
function passesCheck(stream, stat, headers, options, statOptions) {
  if (typeof options.statCheck !== 'function') return true;
  const verdict = Reflect.apply(options.statCheck, stream, [stat, headers, statOptions]);
  return verdict !== false && !stream.headersSent;
}

/**
 * @param {import('internal/http2/streams').ServerHttp2Stream} stream
 * @param {number | object} fd or a FileHandle
 * @param {object} [headers]
 * @param {object} [options]
 */
function answerWithDescriptor(stream, fd, headers, options) {
  options = checkOptions(options);
  if (fd !== null && typeof fd === 'object' && fd.constructor?.name === 'FileHandle') fd = fd.fd;
  else if (!isNumber(fd)) throw new codes.ERR_INVALID_ARG_TYPE('fd', ['number', 'FileHandle'], fd);
  headers = checkHeaders(headers);
  const keep = () => {};
  if (options.statCheck === undefined) {
    begin(stream, fd, headers, options, keep);
    return;
  }
  fs.fstat(fd, (error, stat) => {
    if (stream.destroyed || stream.closed) return;
    if (error) {
      stream.destroy(error);
      return;
    }
    const statOptions = { offset: options.offset !== undefined ? options.offset : 0, length: options.length ?? -1 };
    if (!passesCheck(stream, stat, headers, options, statOptions)) return;
    setLength(stat, headers, options, statOptions);
    begin(stream, fd, headers, { ...options, ...statOptions }, keep);
  });
}

/** A regular file's length is known; other files have none, and no places in them. */
function setLength(stat, headers, options, statOptions) {
  if (!stat.isFile()) {
    statOptions.offset = -1;
    return;
  }
  const rest = stat.size - Math.max(0, statOptions.offset);
  statOptions.length = statOptions.length < 0 ? rest : Math.min(rest, statOptions.length);
  headers['content-length'] = statOptions.length;
}

/**
 * @param {import('internal/http2/streams').ServerHttp2Stream} stream
 * @param {string | Buffer | URL} path
 * @param {object} [headers]
 * @param {object} [options]
 */
function answerWithFile(stream, path, headers, options) {
  options = checkOptions(options);
  headers = checkHeaders(headers);
  const fail = (error) => {
    if (options.onError) options.onError(error);
    else stream.destroy(error);
  };
  fs.open(path, 'r', (openError, fd) => {
    if (openError) {
      fail(openError);
      return;
    }
    const close = () => fs.close(fd, () => {});
    if (stream.destroyed || stream.closed) {
      close();
      return;
    }
    fs.fstat(fd, (error, stat) => {
      if (stream.destroyed || stream.closed) {
        close();
        return;
      }
      let problem = error;
      if (!problem && !stat.isFile()) {
        const isLimited = options.offset !== undefined || options.length !== undefined;
        if (stat.isDirectory()) problem = new codes.ERR_HTTP2_SEND_FILE();
        else if (isLimited) problem = new codes.ERR_HTTP2_SEND_FILE_NOSEEK();
      }
      if (problem) {
        close();
        fail(problem);
        return;
      }
      const statOptions = { offset: options.offset ?? 0, length: options.length ?? -1 };
      if (!passesCheck(stream, stat, headers, options, statOptions)) {
        close();
        return;
      }
      setLength(stat, headers, options, statOptions);
      begin(stream, fd, headers, { ...options, ...statOptions }, close);
    });
  });
}

module.exports = { answerWithDescriptor, answerWithFile };
