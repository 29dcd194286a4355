// net.SocketAddress. https://nodejs.org/api/net.html#class-netsocketaddress
'use strict';

const { codes: { ERR_INVALID_ADDRESS, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateObject, validatePort, validateString, validateUint32 } = require('internal/validators');
const { isIPv4, isIPv6, toBytes, v6Text } = require('internal/net/address');
const { cloneable } = require('internal/cloneable');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

class SocketAddress {
  #address;
  #port;
  #family;
  #flowlabel;

  /**
   * @param {{ address?: string, family?: 'ipv4' | 'ipv6', flowlabel?: number, port?: number }} [options]
   */
  constructor(options = {}) {
    validateObject(options, 'options');
    let { family = 'ipv4' } = options;
    const { address = family === 'ipv4' ? '127.0.0.1' : '::', port = 0, flowlabel = 0 } = options;
    if (typeof family?.toLowerCase === 'function') family = family.toLowerCase();
    if (family !== 'ipv4' && family !== 'ipv6') throw new ERR_INVALID_ARG_VALUE('options.family', options.family);
    validateString(address, 'options.address');
    validatePort(port, 'options.port');
    validateUint32(flowlabel, 'options.flowlabel', false);
    if (family === 'ipv4' ? !isIPv4(address) : !isIPv6(address)) throw new ERR_INVALID_ADDRESS();
    this.#address = family === 'ipv4' ? address : v6Text(toBytes(address));
    this.#port = port | 0;
    this.#family = family;
    this.#flowlabel = family === 'ipv4' ? 0 : flowlabel;
  }

  get address() { return this.#address; }
  get port() { return this.#port; }
  get family() { return this.#family; }
  get flowlabel() { return this.#flowlabel; }

  toJSON() {
    return { address: this.#address, port: this.#port, family: this.#family, flowlabel: this.#flowlabel };
  }

  [cloneable]() {
    return ['SocketAddress', this.toJSON()];
  }

  [inspectCustom](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `SocketAddress ${inspect(this.toJSON(), inner)}`;
  }

  /** @param {unknown} value */
  static isSocketAddress(value) {
    return value !== null && typeof value === 'object' && #address in value;
  }

  /**
   * @param {string} input an address and perhaps a port: `123.1.2.3:1234`, `[1::1]:1234`
   * @returns {SocketAddress | undefined} undefined for what is none
   */
  static parse(input) {
    validateString(input, 'input');
    const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(input.trim());
    if (match === null) return undefined;
    const family = match[1] !== undefined ? 'ipv6' : 'ipv4';
    try {
      return new SocketAddress({ address: match[1] ?? v4Number(match[2]), family, port: Number(match[3] ?? 0) });
    } catch {
      return undefined;
    }
  }
}

/** IPv4 in the ways of the URL standard: parts may be hexadecimal, octal, or fewer than four. */
function v4Number(text) {
  return isIPv4(text) ? text : new (require('internal/url').URL)(`http://${text}`).hostname;
}


module.exports = { SocketAddress };
