// The channel between a parent and a child that was forked: messages both ways over a Unix-domain socket pair, and sockets and
// servers with them. https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback
//
// The other end may be Node: a message whose `cmd` begins with NODE_ is the runtime's own. A handle goes with NODE_HANDLE, and
// nothing follows it before the other side has answered NODE_HANDLE_ACK; NODE_HANDLE_NACK says that it was lost on its way.
'use strict';

const EventEmitter = require('events');
const native = binding('ipc');
const { Buffer } = require('buffer');
const { codes, syscallException } = require('internal/errors');
const { validateObject, validateFunction, validateOneOf } = require('internal/validators');
const { nextTick } = require('internal/ticks');

/** Messages of the runtime's own start with this; they never reach 'message' listeners. */
const kInternalPrefix = 'NODE_';
/** Those of them that are about a server's connections in other processes. */
const kSocketPrefix = 'NODE_SOCKET_';
/** With more bytes than this queued, send answers false. */
const kQueueLimit = 128 * 1024;
/** How often a handle that was lost is sent again. */
const kResends = 3;

function isInternal(message) {
  return message !== null && typeof message === 'object' && typeof message.cmd === 'string' &&
    message.cmd.startsWith(kInternalPrefix);
}

/** One end. Programs see it as `process.channel` and `subprocess.channel`. */
class Channel extends EventEmitter {
  #native;
  #target;
  #advanced;
  /** Messages that came before anybody listened. */
  #early = [];
  #references = 0;
  #counted;
  #isOpen = true;
  /** Called for messages that the kernel did not take at once, in order. */
  #callbacks = [];
  /** The message whose handle the other side has not acknowledged, and what waits behind it. */
  #unacknowledged = null;
  #waiting = [];
  #isLeaving = false;
  #receive = null;

  /**
   * @param {any} target who emits and has `send`: a ChildProcess, or the child's own process
   * @param {number} fd
   * @param {boolean} advanced whether messages are in V8's serialization
   * @param {boolean} counted whether the channel keeps the process alive only while somebody listens
   */
  constructor(target, fd, advanced, counted) {
    super();
    this.#target = target;
    this.#advanced = advanced;
    this.#counted = counted;
    const channel = this;
    this.#native = new native.Channel(
      advanced, Buffer.prototype,
      (message) => channel.#onMessage(message),
      () => channel.#onEnd(),
      (failure) => channel.#onFailure(failure),
      (count) => channel.#onSent(count));
    const status = this.#native.open(fd);
    if (status !== 0) throw syscallException(status, 'open');
    this.#native.readStart();
    if (counted) this.#native.unref();
  }

  /** @returns {number} its descriptor; -1 when it is closed */
  get fd() {
    return this.#isOpen ? this.#native.fd() : -1;
  }

  /** Lets the channel keep the process alive. */
  ref() {
    this.#native.ref();
  }

  /** The process may end while the channel is open. */
  unref() {
    this.#native.unref();
  }

  /** @returns {boolean} whether it keeps the process alive */
  hasRef() {
    return this.#isOpen && this.#native.hasRef();
  }

  /** One more listener needs the channel. */
  refCounted() {
    if (this.#counted && ++this.#references === 1) this.ref();
  }

  /** One fewer. */
  unrefCounted() {
    if (this.#counted && --this.#references === 0) this.unref();
  }

  /**
   * Who is told of the runtime's own messages of cluster: (message, descriptor or -1), instead of listeners.
   * @param {(message: any, fd: number) => void} receive
   */
  setReceiver(receive) {
    this.#receive = receive;
  }

  /** Delivers what has come so far: before the end of the child is told. */
  readWaiting() {
    if (this.#isOpen) this.#native.readWaiting();
  }

  /** Hands a message to the kernel. @returns {number} 0, 1 when it is queued, or a negative errno */
  #write(message, fd) {
    return this.#native.send(this.#advanced ? message : JSON.stringify(message) ?? 'null', fd);
  }

  /**
   * A message of the runtime's own, past whatever waits.
   * @param {object} message
   * @param {number} [fd]
   */
  sendInternal(message, fd = -1) {
    if (fd >= 0) message.descriptor = true;
    if (this.#isOpen && this.#write(message, fd) === 1) this.#callbacks.push(undefined);
  }

  /**
   * @param {any} message
   * @param {object | null} sending the handle, see internal/child_process/handles
   * @param {Function | undefined} callback
   * @returns {boolean} false: the other side or the kernel is behind
   */
  send(message, sending, callback) {
    if (this.#unacknowledged !== null) {
      this.#waiting.push({ message, sending, callback });
      return this.#waiting.length === 1;
    }
    let fd = -1;
    if (sending !== null) {
      fd = sending.prepare();
      // A socket that is gone by now: the message goes alone.
      if (fd < 0) sending = null;
      else message = { cmd: 'NODE_HANDLE', type: sending.type, msg: message, key: sending.key, dgramType: sending.dgramType };
    }
    const status = this.#write(message, fd);
    if (status < 0) {
      if (sending !== null) {
        // As what is queued and then lost.
        sending.abandon();
        if (callback !== undefined) nextTick(callback, null);
      } else {
        const error = syscallException(status, 'write');
        if (callback !== undefined) nextTick(callback, error);
        else nextTick(() => this.#target.emit('error', error));
      }
      return this.#native.queuedBytes() < kQueueLimit;
    }
    if (sending !== null) this.#unacknowledged = { message, sending, resends: kResends };
    if (status === 1) this.#callbacks.push(callback);
    else if (callback !== undefined) nextTick(callback, null);
    return this.#native.queuedBytes() < kQueueLimit;
  }

  /** Ends the channel once everything has been sent. */
  leave() {
    this.#isLeaving = true;
    this.#leaveIfDone();
  }

  #leaveIfDone() {
    if (!this.#isLeaving || !this.#isOpen) return;
    if (this.#unacknowledged === null && this.#waiting.length === 0 && this.#native.queuedBytes() === 0) this.#close();
  }

  #onSent(count) {
    for (const callback of this.#callbacks.splice(0, count)) {
      if (callback !== undefined) nextTick(callback, null);
    }
    this.#leaveIfDone();
  }

  #onMessage(message) {
    if (!isInternal(message)) {
      this.#deliver(message, undefined);
      return;
    }
    switch (message.cmd) {
      case 'NODE_HANDLE':
        this.#emitInternal(message);
        this.#onHandle(message);
        return;
      case 'NODE_HANDLE_ACK':
        this.#emitInternal(message);
        this.#onAcknowledged();
        return;
      case 'NODE_HANDLE_NACK':
        this.#emitInternal(message);
        this.#onLost();
        return;
      default: {
        const fd = message.descriptor === true ? this.#native.takeDescriptor() : -1;
        if (message.cmd.startsWith(kSocketPrefix)) {
          require('internal/child_process/remote_sockets').onMessage(this, message);
        } else {
          nextTick(() => this.#onClusterMessage(message, fd));
        }
        this.#emitInternal(message);
      }
    }
  }

  #onClusterMessage(message, fd) {
    // What was said before this side left, and heard after, is no longer of use.
    if (this.#isOpen && this.#receive !== null) this.#receive(message, fd);
    else if (fd >= 0) require('internal/net/native').closeDescriptor(fd);
  }

  #emitInternal(message) {
    if (this.#target.listenerCount('internalMessage') > 0) {
      nextTick(() => this.#target.emit('internalMessage', message, undefined));
    }
  }

  #deliver(message, handle) {
    if (this.#target.listenerCount('message') === 0) {
      this.#early.push({ message, handle });
      return;
    }
    nextTick(() => this.#target.emit('message', message, handle));
  }

  /** Hands over what came before the first listener. */
  deliverEarly() {
    const early = this.#early;
    if (early.length === 0 || this.#target.listenerCount('message') === 0) return;
    this.#early = [];
    for (let i = 0; i < early.length; i++) {
      nextTick(() => this.#target.emit('message', early[i].message, early[i].handle));
    }
  }

  #onHandle(message) {
    const fd = this.#native.takeDescriptor();
    const { receive } = require('internal/child_process/handles');
    const isKnown = fd >= 0 && receive(this, message, fd, (handle) => this.#deliver(message.msg, handle));
    this.sendInternal({ cmd: isKnown ? 'NODE_HANDLE_ACK' : 'NODE_HANDLE_NACK' });
  }

  #onAcknowledged() {
    const { sending } = this.#unacknowledged ?? {};
    if (sending === undefined) return;
    this.#unacknowledged = null;
    sending.delivered();
    this.#sendWaiting();
  }

  #onLost() {
    const last = this.#unacknowledged;
    if (last === null) return;
    if (last.resends-- > 0 && this.#isOpen) {
      if (this.#write(last.message, last.sending.descriptor()) === 1) this.#callbacks.push(undefined);
      return;
    }
    this.#unacknowledged = null;
    last.sending.abandon();
    require('process').emitWarning('Handle did not reach the receiving process correctly', 'SentHandleNotReceivedWarning');
    this.#sendWaiting();
  }

  #sendWaiting() {
    while (this.#unacknowledged === null && this.#waiting.length > 0 && this.#isOpen) {
      const { message, sending, callback } = this.#waiting.shift();
      this.send(message, sending, callback);
    }
    this.#leaveIfDone();
  }

  #onEnd() {
    this.#close();
  }

  /** Sending has failed, or what came is no message. */
  #onFailure(failure) {
    if (typeof failure === 'number') {
      this.#onLoss();
      return;
    }
    // Whoever is at the other end speaks another language. That ends the channel, not this process.
    if (this.#target.listenerCount('error') > 0) {
      nextTick(() => this.#target.emit('error', failure));
    } else {
      require('process').emitWarning(`The channel was closed: what came over it is no message (${failure.message})`);
    }
    this.#close();
  }

  /** What was queued has not been taken: callbacks hear of errors only for what fails at once, as in Node. */
  #onLoss() {
    for (const callback of this.#callbacks.splice(0)) {
      if (callback !== undefined) nextTick(callback, null);
    }
  }

  #close() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#native.close();
    const target = this.#target;
    target.connected = false;
    target.channel = null;
    this.#unacknowledged?.sending.abandon();
    this.#unacknowledged = null;
    this.#onLoss();
    for (const { sending, callback } of this.#waiting.splice(0)) {
      sending?.abandon();
      if (callback !== undefined) nextTick(callback, null);
    }
    nextTick(() => target.emit('disconnect'));
    this.emit('close');
  }
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
    if (!target.connected) return fail(target, new codes.ERR_IPC_CHANNEL_CLOSED(), callback);
    return target._send(message, handle, options, callback);
  };
}

function makeRawSend(target) {
  return function _send(message, handle, options, callback) {
    if (message === undefined) throw new codes.ERR_MISSING_ARGS('message');
    if (!['string', 'object', 'number', 'boolean'].includes(typeof message)) {
      throw new codes.ERR_INVALID_ARG_TYPE('message', ['string', 'object', 'number', 'boolean'], message);
    }
    const sending = handle !== undefined && handle !== null ?
      require('internal/child_process/handles').prepare(target.channel, handle, options ?? {}) : null;
    return target.channel.send(message, sending, typeof callback === 'function' ? callback : undefined);
  };
}

/**
 * Opens the channel on `fd` and gives `target` (a ChildProcess, or the child's own process) send, disconnect, connected and
 * channel.
 * @param {EventEmitter} target
 * @param {number} fd
 * @param {'json' | 'advanced'} serialization
 * @param {boolean} [counted] whether the channel keeps the process alive only while somebody listens
 * @returns {Channel}
 */
function open(target, fd, serialization, counted = false) {
  const channel = new Channel(target, fd, serialization === 'advanced', counted);
  Object.defineProperty(target, '_channel', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get: require('internal/util/deprecate').deprecate(
      () => target.channel, 'ChildProcess._channel is deprecated. Use ChildProcess.channel instead.', 'DEP0129'),
    set: require('internal/util/deprecate').deprecate(
      (value) => { target.channel = value; },
      'ChildProcess._channel is deprecated. Use ChildProcess.channel instead.', 'DEP0129'),
  });
  target.channel = channel;
  target.connected = true;
  target.send = makeSend(target);
  target._send = makeRawSend(target);
  target.disconnect = function disconnect() {
    if (!target.connected) {
      target.emit('error', new codes.ERR_IPC_DISCONNECTED());
      return;
    }
    target._disconnect();
  };
  target._disconnect = function _disconnect() {
    target.connected = false;
    channel.leave();
  };
  target.on('newListener', (event) => {
    if (event !== 'message' && event !== 'disconnect') return;
    channel.refCounted();
    if (event === 'message') nextTick(() => channel.deliverEarly());
  });
  target.on('removeListener', (event) => {
    if (event === 'message' || event === 'disconnect') channel.unrefCounted();
  });
  return channel;
}

/**
 * Sends a message of the runtime's own, which no 'message' listener sees.
 * @param {any} target a ChildProcess, or the child's own process
 * @param {object} message its `cmd` begins with NODE_
 * @param {number} [fd] a descriptor that goes with it, and stays the caller's
 * @returns {boolean} whether the channel is open
 */
function sendInternal(target, message, fd) {
  if (!target.connected) return false;
  target.channel.sendInternal(message, fd);
  return true;
}

/** In a child: opens the channel that the parent left in the environment. For internal/process/main. */
function openFromEnvironment(process) {
  const fd = process.env.NODE_CHANNEL_FD;
  if (fd === undefined) return;
  const mode = process.env.NODE_CHANNEL_SERIALIZATION_MODE ?? 'json';
  delete process.env.NODE_CHANNEL_FD;
  delete process.env.NODE_CHANNEL_SERIALIZATION_MODE;
  validateOneOf(mode, 'process.env.NODE_CHANNEL_SERIALIZATION_MODE', ['json', 'advanced']);
  open(process, Number(fd), mode, true);
}

module.exports = { open, openFromEnvironment, sendInternal };
