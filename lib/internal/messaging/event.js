// MessageEvent. https://html.spec.whatwg.org/multipage/comms.html#the-messageevent-interface
'use strict';

const { Event } = require('internal/event_target');
const { codes: { ERR_INVALID_THIS } } = require('internal/errors');

function shown(value) {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function checkPort(value, name) {
  if (require('internal/messaging/port').isMessagePort(value)) return;
  throw new TypeError(
    `MessageEvent constructor: Expected eventInitDict.${name} ("${shown(value)}") to be an instance of MessagePort.`);
}

function portList(value) {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object' || typeof value[Symbol.iterator] !== 'function') {
    throw new TypeError(`MessageEvent constructor: eventInitDict.ports (${shown(value)}) is not iterable.`);
  }
  const ports = [];
  for (const port of value) {
    checkPort(port, `ports[${ports.length}]`);
    ports.push(port);
  }
  return ports;
}

class MessageEvent extends Event {
  #data = null;
  #origin = '';
  #lastEventId = '';
  #source = null;
  #ports;

  /**
   * @param {string} type
   * @param {{ data?: any, origin?: string, lastEventId?: string, source?: MessagePort | null, ports?: MessagePort[],
   *   bubbles?: boolean, cancelable?: boolean, composed?: boolean }} [eventInitDict]
   */
  constructor(type, eventInitDict = undefined) {
    if (arguments.length === 0) throw new TypeError('MessageEvent constructor: 1 argument required, but 0 found.');
    super(type, eventInitDict);
    const init = eventInitDict ?? {};
    this.#data = init.data === undefined ? null : init.data;
    if (init.origin !== undefined) this.#origin = `${init.origin}`;
    if (init.lastEventId !== undefined) this.#lastEventId = `${init.lastEventId}`;
    const { source } = init;
    if (source !== undefined && source !== null) {
      checkPort(source, 'source');
      this.#source = source;
    }
    this.#ports = init.ports === noPorts ? noPorts : Object.freeze(portList(init.ports));
  }

  get data() {
    if (!(#data in this)) throw illegal();
    return this.#data;
  }

  get origin() {
    if (!(#data in this)) throw illegal();
    return this.#origin;
  }

  get lastEventId() {
    if (!(#data in this)) throw illegal();
    return this.#lastEventId;
  }

  get source() {
    if (!(#data in this)) throw illegal();
    return this.#source;
  }

  /** @returns {readonly MessagePort[]} the ports that were moved with the message */
  get ports() {
    if (!(#data in this)) throw illegal();
    return this.#ports;
  }

  initMessageEvent(type, bubbles = false, cancelable = false, data = null, origin = '', lastEventId = '',
                   source = null, ports = []) {
    if (!(#data in this)) throw illegal();
    const list = Object.freeze(portList(ports));
    if (source !== null) checkPort(source, 'source');
    this.initEvent(type, bubbles, cancelable);
    this.#data = data;
    this.#origin = `${origin}`;
    this.#lastEventId = `${lastEventId}`;
    this.#source = source;
    this.#ports = list;
  }
}

/** What an event without ports has: one for all. */
const noPorts = Object.freeze([]);

function illegal() {
  const error = new ERR_INVALID_THIS('MessageEvent');
  error.message = 'Illegal invocation';
  return error;
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(MessageEvent.prototype, {
  data: enumerable,
  origin: enumerable,
  lastEventId: enumerable,
  source: enumerable,
  ports: enumerable,
  initMessageEvent: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'MessageEvent' },
});

/**
 * The event of a message that came.
 * @param {string} type
 * @param {any} data
 * @param {MessagePort[] | undefined} ports
 * @returns {MessageEvent}
 */
function received(type, data, ports) {
  return new MessageEvent(type, { data, ports: ports ?? noPorts });
}

module.exports = { MessageEvent, received };
