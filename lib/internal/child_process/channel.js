// The channel between a parent and a child that was forked: messages both ways over a Unix-domain socket pair, one JSON
// text a line, as Node writes them. https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback
'use strict';

const { codes } = require('internal/errors');
const { validateObject, validateFunction } = require('internal/validators');
const { nextTick } = require('internal/ticks');
const { StringDecoder } = require('string_decoder');

/** Messages of the runtime's own start with this; they never reach 'message' listeners. */
const kInternalPrefix = 'NODE_';

class Channel {
  #socket;
  #target;
  #decoder = new StringDecoder('utf8');
  #rest = '';
  /** Messages that came before anybody listened. */
  #waiting = [];
  #references = 0;
  #counted;

  constructor(target, fd, counted) {
    const { Socket } = require('net');
    this.#target = target;
    this.#counted = counted;
    this.#socket = new Socket({ fd, readable: true, writable: true, allowHalfOpen: false });
    this.fd = fd;
    this.#socket.on('data', (bytes) => this.#onData(bytes));
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => this.#onClose());
    if (counted) this.#socket.unref();
  }

  /** Lets the channel keep the process alive. */
  ref() {
    this.#socket.ref();
  }

  /** The process may end while the channel is open. */
  unref() {
    this.#socket.unref();
  }

  /** One more listener needs the channel. */
  refCounted() {
    if (this.#counted && ++this.#references === 1) this.ref();
  }

  /** One fewer. */
  unrefCounted() {
    if (this.#counted && --this.#references === 0) this.unref();
  }

  /** Bytes that the kernel has not taken yet. */
  get writableLength() {
    return this.#socket.writableLength;
  }

  write(message, callback) {
    return this.#socket.write(`${JSON.stringify(message)}\n`, callback);
  }

  end() {
    this.#socket.end();
    this.#socket.destroySoon();
  }

  #onData(bytes) {
    const text = this.#rest + this.#decoder.write(bytes);
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#onLine(text.slice(start, end));
      start = end + 1;
    }
    this.#rest = text.slice(start);
  }

  #onLine(line) {
    let message;
    try {
      message = JSON.parse(line);
    } catch (error) {
      this.#target.emit('error', error);
      this.#socket.destroy();
      return;
    }
    const isInternal = message !== null && typeof message === 'object' && typeof message.cmd === 'string' &&
      message.cmd.startsWith(kInternalPrefix);
    const event = isInternal ? 'internalMessage' : 'message';
    if (!isInternal && this.#target.listenerCount('message') === 0) {
      this.#waiting.push(message);
      return;
    }
    nextTick(() => this.#target.emit(event, message, undefined));
  }

  /** Hands over what came before the first listener. */
  deliverWaiting() {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (let i = 0; i < waiting.length; i++) nextTick(() => this.#target.emit('message', waiting[i], undefined));
  }

  #onClose() {
    this.#target.channel = null;
    const wasConnected = this.#target.connected;
    this.#target.connected = false;
    if (wasConnected || this.disconnecting) nextTick(() => this.#target.emit('disconnect'));
  }

  disconnecting = false;
}

function fail(target, error, callback) {
  if (typeof callback === 'function') nextTick(callback, error);
  else nextTick(() => target.emit('error', error));
  return false;
}

function makeSend(target) {
  return function send(message, handle, options, callback) {
    if (typeof handle === 'function') {
      callback = handle;
      handle = undefined;
      options = undefined;
    } else if (typeof options === 'function') {
      callback = options;
      options = undefined;
    } else if (options !== undefined) {
      validateObject(options, 'options');
    }
    if (callback !== undefined && callback !== null) validateFunction(callback, 'callback');
    if (message === undefined) throw new codes.ERR_MISSING_ARGS('message');
    if (!['string', 'object', 'number', 'boolean'].includes(typeof message)) {
      throw new codes.ERR_INVALID_ARG_TYPE('message', ['string', 'object', 'number', 'boolean'], message);
    }
    if (handle !== undefined && handle !== null) throw new codes.ERR_INVALID_HANDLE_TYPE();
    if (!target.connected) return fail(target, new codes.ERR_IPC_CHANNEL_CLOSED(), callback);
    return target.channel.write(message, (error) => {
      if (error) fail(target, error, callback);
      else if (typeof callback === 'function') callback(null);
    });
  };
}

/**
 * Opens the channel on `fd` and gives `target` (a ChildProcess, or the child's own process) send, disconnect, connected and
 * channel.
 * @param {import('events')} target
 * @param {number} fd
 * @param {'json' | 'advanced'} serialization
 * @param {boolean} [counted] whether the channel keeps the process alive only while somebody listens
 */
function open(target, fd, serialization, counted = false) {
  if (serialization === 'advanced') {
    throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM("the 'advanced' serialization of child_process messages");
  }
  const channel = new Channel(target, fd, counted);
  target.channel = channel;
  target.connected = true;
  target.send = makeSend(target);
  target.disconnect = function disconnect() {
    if (!target.connected) {
      target.emit('error', new codes.ERR_IPC_DISCONNECTED());
      return;
    }
    target.connected = false;
    channel.disconnecting = true;
    channel.end();
  };
  target.on('newListener', (event) => {
    if (event !== 'message' && event !== 'disconnect') return;
    channel.refCounted();
    if (event === 'message') nextTick(() => channel.deliverWaiting());
  });
  target.on('removeListener', (event) => {
    if (event === 'message' || event === 'disconnect') channel.unrefCounted();
  });
}

/**
 * Sends a message of the runtime's own, which no 'message' listener sees.
 * @param {any} target a ChildProcess, or the child's own process
 * @param {object} message its `cmd` begins with NODE_
 * @returns {boolean} whether the channel is open
 */
function sendInternal(target, message) {
  if (!target.connected) return false;
  target.channel.write(message);
  return true;
}

/** In a child: opens the channel that the parent left in the environment. For internal/process/main. */
function openFromEnvironment(process) {
  const fd = process.env.NODE_CHANNEL_FD;
  if (fd === undefined) return;
  const mode = process.env.NODE_CHANNEL_SERIALIZATION_MODE ?? 'json';
  delete process.env.NODE_CHANNEL_FD;
  delete process.env.NODE_CHANNEL_SERIALIZATION_MODE;
  open(process, Number(fd), mode, true);
}

module.exports = { open, openFromEnvironment, sendInternal };
