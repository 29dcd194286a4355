// net.BlockList. https://nodejs.org/api/net.html#class-netblocklist
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateArray, validateInt32, validateString } = require('internal/validators');
const { isIP, isIPv4, isIPv6, toBytes } = require('internal/net/address');
const { SocketAddress } = require('internal/net/socket_address');
const { cloneable } = require('internal/cloneable');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/** The ranges that are not routed in the internet: RFC 1918, loopback, link-local, RFC 4193. */
const kPrivateRanges = Object.freeze([
  '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10', 'fc00::/7',
]);

/** A SocketAddress out of one, or of text. */
function toAddress(value, family, name) {
  if (SocketAddress.isSocketAddress(value)) return value;
  validateString(value, name);
  validateString(family, 'family');
  return new SocketAddress({ address: value, family });
}

function compare(a, b) {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i] - b[i];
  }
  return 0;
}

/** Whether the first `prefix` bits are the same. */
function samePrefix(a, b, prefix) {
  let bits = prefix;
  for (let i = 0; bits > 0; i++, bits -= 8) {
    const mask = bits >= 8 ? 0xff : 0xff << (8 - bits) & 0xff;
    if ((a[i] & mask) !== (b[i] & mask)) return false;
  }
  return true;
}

/** The IPv4 address in an IPv4-mapped one, or null. */
function mapped(bytes) {
  for (let i = 0; i < 10; i++) if (bytes[i] !== 0) return null;
  return bytes[10] === 0xff && bytes[11] === 0xff ? bytes.slice(12) : null;
}

function familyName(family) {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}

function addressText(address) {
  return `Address: ${familyName(address.family)} ${address.address}`;
}

function rangeText(start, end) {
  return `Range: ${familyName(start.family)} ${start.address}-${end.address}`;
}

function subnetText(network, prefix) {
  return `Subnet: ${familyName(network.family)} ${network.address}/${prefix}`;
}

/** `10.0.0.0/8` as [address, prefix, family]. */
function parseCIDR(cidr) {
  validateString(cidr, 'cidr');
  const slash = cidr.indexOf('/');
  if (slash === -1) {
    throw new ERR_INVALID_ARG_VALUE('cidr', cidr, 'must contain a prefix length (e.g. "10.0.0.0/8")');
  }
  const address = cidr.slice(0, slash);
  const family = isIP(address);
  if (family === 0 || !/^\d{1,3}$/.test(cidr.slice(slash + 1))) throw new ERR_INVALID_ARG_VALUE('cidr', cidr);
  const prefix = Number(cidr.slice(slash + 1));
  validateInt32(prefix, 'prefix', 0, family === 4 ? 32 : 128);
  return [address, prefix, `ipv${family}`];
}

class BlockList {
  /** { text, family, matches(bytes) }, newest first. */
  #rules = [];

  #add(text, family, matches) {
    if (!this.#rules.some((rule) => rule.text === text)) this.#rules.unshift({ text, family, matches });
  }

  #remove(text) {
    const index = this.#rules.findIndex((rule) => rule.text === text);
    if (index !== -1) this.#rules.splice(index, 1);
  }

  /**
   * @param {string | SocketAddress} address
   * @param {'ipv4' | 'ipv6'} [family]
   */
  addAddress(address, family = 'ipv4') {
    address = toAddress(address, family, 'address');
    const bytes = toBytes(address.address);
    this.#add(addressText(address), address.family, (other) => compare(bytes, other) === 0);
  }

  /**
   * @param {(string | SocketAddress)[]} addresses
   * @param {'ipv4' | 'ipv6'} [family]
   */
  addAddresses(addresses, family = 'ipv4') {
    validateArray(addresses, 'addresses');
    // Nothing is added when one of them is wrong.
    const checked = addresses.map((address) => toAddress(address, family, 'address'));
    for (let i = 0; i < checked.length; i++) this.addAddress(checked[i]);
  }

  /**
   * @param {string | SocketAddress} start
   * @param {string | SocketAddress} end not before `start`
   * @param {'ipv4' | 'ipv6'} [family]
   */
  addRange(start, end, family = 'ipv4') {
    start = toAddress(start, family, 'start');
    end = toAddress(end, family, 'end');
    const first = toBytes(start.address);
    const last = toBytes(end.address);
    if (first.length !== last.length || compare(first, last) > 0) {
      throw new ERR_INVALID_ARG_VALUE('start', start, 'must come before end');
    }
    this.#add(rangeText(start, end), start.family, (other) => compare(first, other) <= 0 && compare(other, last) <= 0);
  }

  /**
   * @param {string | SocketAddress} network
   * @param {number} prefix bits: 0 to 32 or 128
   * @param {'ipv4' | 'ipv6'} [family]
   */
  addSubnet(network, prefix, family = 'ipv4') {
    network = toAddress(network, family, 'network');
    validateInt32(prefix, 'prefix', 0, network.family === 'ipv4' ? 32 : 128);
    const bytes = toBytes(network.address);
    this.#add(subnetText(network, prefix), network.family, (other) => samePrefix(bytes, other, prefix));
  }

  /** @param {string} cidr `10.0.0.0/8` */
  addCIDR(cidr) {
    const [address, prefix, family] = parseCIDR(cidr);
    this.addSubnet(address, prefix, family);
  }

  /** @param {string[]} cidrs nothing is added when one of them is wrong */
  addCIDRs(cidrs) {
    validateArray(cidrs, 'cidrs');
    const parsed = cidrs.map(parseCIDR);
    for (let i = 0; i < parsed.length; i++) this.addSubnet(parsed[i][0], parsed[i][1], parsed[i][2]);
  }

  removeAddress(address, family = 'ipv4') {
    this.#remove(addressText(toAddress(address, family, 'address')));
  }

  removeRange(start, end, family = 'ipv4') {
    this.#remove(rangeText(toAddress(start, family, 'start'), toAddress(end, family, 'end')));
  }

  removeSubnet(network, prefix, family = 'ipv4') {
    network = toAddress(network, family, 'network');
    validateInt32(prefix, 'prefix', 0, network.family === 'ipv4' ? 32 : 128);
    this.#remove(subnetText(network, prefix));
  }

  removeCIDR(cidr) {
    const [address, prefix, family] = parseCIDR(cidr);
    this.removeSubnet(address, prefix, family);
  }

  clear() {
    this.#rules = [];
  }

  /**
   * @param {string | SocketAddress} address
   * @param {'ipv4' | 'ipv6'} [family]
   * @returns {boolean} whether a rule matches; IPv4-mapped IPv6 addresses also by rules for IPv4
   */
  check(address, family = 'ipv4') {
    if (SocketAddress.isSocketAddress(address)) {
      ({ family, address } = address);
    } else {
      validateString(address, 'address');
      validateString(family, 'family');
      family = family.toLowerCase();
      if (family === 'ipv4' ? !isIPv4(address) : !isIPv6(address)) return false;
    }
    const bytes = toBytes(address);
    const v4 = family === 'ipv6' ? mapped(bytes) : null;
    for (let i = 0; i < this.#rules.length; i++) {
      const rule = this.#rules[i];
      if (rule.family === family && rule.matches(bytes)) return true;
      if (v4 !== null && rule.family === 'ipv4' && rule.matches(v4)) return true;
    }
    return false;
  }

  /** @returns {string[]} */
  get rules() {
    const texts = this.#rules.map((rule) => rule.text);
    // Single addresses first, as Node lists them.
    const isAddress = (text) => text.startsWith('Address');
    return [...texts.filter(isAddress).reverse(), ...texts.filter((text) => !isAddress(text))];
  }

  /** @returns {number} */
  get size() {
    return this.#rules.length;
  }

  /** @returns {string[]} */
  toJSON() {
    return this.rules;
  }

  /** @param {string | string[]} value what toJSON gave, or its JSON text */
  fromJSON(value) {
    const rules = typeof value === 'string' ? JSON.parse(value) : value;
    if (!Array.isArray(rules) || rules.some((rule) => typeof rule !== 'string')) {
      throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], value);
    }
    // The oldest is last.
    for (let i = rules.length - 1; i >= 0; i--) this.#parseRule(rules[i]);
  }

  #parseRule(rule) {
    const match = /^(Address|Range|Subnet): IPv([46]) ([^/-]+)(?:[-/](.+))?$/.exec(rule);
    if (match === null) return;
    const family = `ipv${match[2]}`;
    if (match[1] === 'Address') this.addAddress(match[3], family);
    else if (match[1] === 'Range') this.addRange(match[3], match[4], family);
    else this.addSubnet(match[3], Number(match[4]), family);
  }

  /** The copy has the rules of now. */
  [cloneable]() {
    return ['BlockList', this.#rules.map((rule) => rule.text)];
  }

  [inspectCustom](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BlockList ${inspect({ rules: this.rules }, inner)}`;
  }

  /** @param {unknown} value */
  static isBlockList(value) {
    return value !== null && typeof value === 'object' && #rules in value;
  }

  static PRIVATE_RANGES = kPrivateRanges;
}

module.exports = { BlockList };
