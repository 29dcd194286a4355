// net.BlockList and net.SocketAddress. https://nodejs.org/api/net.html#class-netblocklist
'use strict';

const { codes } = require('internal/errors');
const { validateInt32, validateString, validateObject, validatePort, validateOneOf, validateUint32 } =
  require('internal/validators');
const { isIP, toNumber, checkAddress } = require('internal/net/address');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

function toFamily(value, name) {
  validateString(value, name);
  const family = value.toLowerCase();
  if (family !== 'ipv4' && family !== 'ipv6') throw new codes.ERR_INVALID_ARG_VALUE(name, value);
  return family;
}

class SocketAddress {
  #address;
  #port;
  #family;
  #flowlabel;

  /** @param {unknown} value */
  static isSocketAddress(value) {
    return value !== null && typeof value === 'object' && #address in value;
  }

  /**
   * @param {string} input `1.2.3.4:80`, `[::1]:80`, or without a port
   * @returns {SocketAddress | undefined}
   */
  static parse(input) {
    validateString(input, 'input');
    const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(input);
    if (match === null) return undefined;
    const address = match[1] ?? match[2];
    const family = isIP(address);
    const port = Number(match[3] ?? 0);
    if (family === 0 || (match[1] !== undefined) !== (family === 6) || port > 65535) return undefined;
    return new SocketAddress({ address, port, family: `ipv${family}` });
  }

  /** @param {{ address?: string, port?: number, family?: 'ipv4' | 'ipv6', flowlabel?: number }} [options] */
  constructor(options = {}) {
    validateObject(options, 'options');
    const family = toFamily(options.family ?? 'ipv4', 'options.family');
    const { port = 0, flowlabel = 0, address = family === 'ipv4' ? '127.0.0.1' : '::' } = options;
    validateString(address, 'options.address');
    validatePort(port, 'options.port');
    validateUint32(flowlabel, 'options.flowlabel', false);
    checkAddress(address, family);
    this.#address = address;
    this.#port = port | 0;
    this.#family = family;
    this.#flowlabel = flowlabel;
  }

  get address() { return this.#address; }
  get port() { return this.#port; }
  get family() { return this.#family; }
  get flowlabel() { return this.#flowlabel; }

  toJSON() {
    return { address: this.#address, port: this.#port, family: this.#family, flowlabel: this.#flowlabel };
  }

  [inspectCustom](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `SocketAddress ${inspect(this.toJSON(), { ...options, depth: options.depth === null ? null : options.depth - 1 })}`;
  }
}

/** The IPv4 address in an IPv6-mapped one (::ffff:1.2.3.4), as a number; else undefined. */
function mapped(number) {
  return number >> 32n === 0xffffn ? number & 0xffffffffn : undefined;
}

function toAddress(value, family, name) {
  if (SocketAddress.isSocketAddress(value)) return value;
  validateString(value, name);
  return new SocketAddress({ address: value, family: toFamily(family ?? 'ipv4', 'family') });
}

class BlockList {
  /** @type {{ text: string, family: string, from: bigint, to: bigint }[]} */
  #rules = [];

  /** @param {unknown} value */
  static isBlockList(value) {
    return value !== null && typeof value === 'object' && #rules in value;
  }

  #add(text, family, from, to) {
    this.#rules.unshift({ text, family, from, to });
  }

  #name(family) {
    return family === 'ipv4' ? 'IPv4' : 'IPv6';
  }

  /**
   * @param {string | SocketAddress} address
   * @param {'ipv4' | 'ipv6'} [family]
   */
  addAddress(address, family) {
    const { address: text, family: kind } = toAddress(address, family, 'address');
    const number = toNumber(text);
    this.#add(`Address: ${this.#name(kind)} ${text}`, kind, number, number);
  }

  /**
   * @param {string | SocketAddress} start
   * @param {string | SocketAddress} end not before `start`
   * @param {'ipv4' | 'ipv6'} [family]
   */
  addRange(start, end, family) {
    const first = toAddress(start, family, 'start');
    const last = toAddress(end, family, 'end');
    const from = toNumber(first.address);
    const to = toNumber(last.address);
    if (from > to) throw new codes.ERR_INVALID_ARG_VALUE('start', start, `must come before ${last.address}`);
    this.#add(`Range: ${this.#name(first.family)} ${first.address}-${last.address}`, first.family, from, to);
  }

  /**
   * @param {string | SocketAddress} network
   * @param {number} prefix 0 to 32, or to 128 for IPv6
   * @param {'ipv4' | 'ipv6'} [family]
   */
  addSubnet(network, prefix, family) {
    const { address, family: kind } = toAddress(network, family, 'network');
    const bits = kind === 'ipv4' ? 32 : 128;
    validateInt32(prefix, 'prefix', 0, bits);
    const host = BigInt(bits - prefix);
    const from = toNumber(address) >> host << host;
    this.#add(`Subnet: ${this.#name(kind)} ${address}/${prefix}`, kind, from, from + (1n << host) - 1n);
  }

  /**
   * @param {string | SocketAddress} address
   * @param {'ipv4' | 'ipv6'} [family]
   * @returns {boolean} whether a rule covers it; an IPv4-mapped IPv6 address counts as the IPv4 one too
   */
  check(address, family = 'ipv4') {
    let subject;
    if (SocketAddress.isSocketAddress(address)) {
      subject = address;
    } else {
      validateString(address, 'address');
      const kind = toFamily(family, 'family');
      if (isIP(address) !== (kind === 'ipv4' ? 4 : 6)) return false;
      subject = { address, family: kind };
    }
    const number = toNumber(subject.address);
    const inner = subject.family === 'ipv6' ? mapped(number) : undefined;
    const covers = (rule) => {
      if (rule.family === subject.family) return number >= rule.from && number <= rule.to;
      if (rule.family === 'ipv4' && inner !== undefined) return inner >= rule.from && inner <= rule.to;
      if (rule.family === 'ipv6' && subject.family === 'ipv4') {
        const wide = 0xffff00000000n | number;
        return wide >= rule.from && wide <= rule.to;
      }
      return false;
    };
    return this.#rules.some(covers);
  }

  /** @returns {string[]} the rules as text, the newest first */
  get rules() {
    return this.#rules.map((rule) => rule.text);
  }

  toJSON() {
    return this.rules;
  }

  /** @param {string | readonly string[]} data what toJSON has given */
  fromJSON(data) {
    const rules = typeof data === 'string' ? JSON.parse(data) : data;
    if (!Array.isArray(rules)) throw new codes.ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], data);
    for (const rule of rules) {
      const { 1: kind, 2: name, 3: rest } = /^(Address|Range|Subnet): (IPv[46]) (.+)$/.exec(rule) ?? [];
      if (kind === undefined) throw new codes.ERR_INVALID_ARG_VALUE('data', data);
      const family = name.toLowerCase();
      validateOneOf(family, 'family', ['ipv4', 'ipv6']);
      if (kind === 'Address') this.addAddress(rest, family);
      else if (kind === 'Range') this.addRange(...rest.split('-'), family);
      else this.addSubnet(rest.split('/')[0], Number(rest.split('/')[1]), family);
    }
  }

  [inspectCustom](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `BlockList ${inspect({ rules: this.rules }, { ...options, depth: options.depth === null ? null : options.depth - 1 })}`;
  }
}

module.exports = { BlockList, SocketAddress };
