// Asking name servers, in both forms: the two classes Resolver, and the resolver that the module's own functions use.
// https://nodejs.org/api/dns.html#class-dnsresolver
'use strict';

const native = binding('dns');
const perf = require('internal/perf/observed');
const trace = require('internal/trace/span');
const { asResource } = require('internal/async/hooks');
const { codes, dnsException } = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { validateFunction, validateInteger, validateString } = require('internal/validators');
const statusNames = require('internal/dns/codes');
const { namesOf, questions, status } = require('internal/dns/records');
const { formatServers, parseServers } = require('internal/dns/servers');

const defaultTimeout = 2000;
const defaultTries = 4;
const greatest = 2 ** 31 - 1;
const busy = -16;

const ascii = /^[\u0000-\u007f]*$/;
/** What the names of hosts and services are made of; a dot inside of a label is escaped. */
const hostName = /^(?:[\w.*/-]|\\\.)*$/;
const numericEscape = /\\(\d{3})/g;

/** RFC 1035's escape of a byte by its number; a dot stays escaped. */
function unescapeByte(escape, digits) {
  const byte = String.fromCharCode(+digits);
  return byte === '.' ? '\\.' : byte;
}

/** A name as it is asked for; undefined when there can be no such name. */
function toQuestionName(name) {
  let converted = ascii.test(name) ? name.toLowerCase() : require('internal/url/domain').domainToASCII(name);
  if (converted === '' && name !== '') return undefined;
  if (converted.indexOf('\\') !== -1) converted = converted.replace(numericEscape, unescapeByte);
  return hostName.test(converted) ? converted : undefined;
}

/** 'ENODATA' and the like. */
function nameOfStatus(number) {
  return Object.values(statusNames)[number - 1] ?? 'EBADRESP';
}

function integerOption(options, name, least, most, otherwise) {
  const value = options?.[name];
  if (value === undefined) return otherwise;
  validateInteger(value, `options.${name}`, least, most);
  return value;
}

/** What both classes share. Each instance has sockets, servers and questions of its own. */
class ResolverBase {
  /**
   * @param {{ timeout?: number, tries?: number, maxTimeout?: number }} [options] milliseconds of the first try (-1: 2000), how often each
   *   server is asked, and milliseconds that no try exceeds (0: none)
   */
  constructor(options) {
    const timeout = integerOption(options, 'timeout', -1, greatest, -1);
    const tries = integerOption(options, 'tries', 1, greatest, defaultTries);
    const maxTimeout = integerOption(options, 'maxTimeout', 0, 2 ** 32 - 1, 0);
    const handle = new native.DnsResolver(timeout > 0 ? timeout : defaultTimeout, tries, maxTimeout);
    Object.defineProperty(this, '_handle', { __proto__: null, value: handle, configurable: true, writable: true });
  }

  /** Ends every question of this resolver with ECANCELLED. */
  cancel() {
    this._handle.cancel();
  }

  /** @returns {string[]} */
  getServers() {
    return formatServers(this._handle.getServers() ?? []);
  }

  /** @param {string[]} servers */
  setServers(servers) {
    const failed = this._handle.setServers(parseServers(servers));
    if (failed === busy) throw new codes.ERR_DNS_SET_SERVERS_FAILED('There are pending queries.', servers);
    if (failed < 0) throw new codes.ERR_DNS_SET_SERVERS_FAILED(require('internal/errno').getErrorName(failed), servers);
  }

  /**
   * @param {string} ipv4 or the IPv6 address
   * @param {string} [ipv6] the one of the other family
   */
  setLocalAddress(ipv4, ipv6) {
    const { isIP } = require('net');
    validateString(ipv4, 'ipv4');
    if (ipv6 !== undefined) validateString(ipv6, 'ipv6');
    const first = isIP(ipv4);
    const second = ipv6 === undefined ? 0 : isIP(ipv6);
    if (first === 0 || (ipv6 !== undefined && second === 0)) throw argumentError('Invalid IP address.');
    if (first === second) throw argumentError(`Cannot specify two IPv${first} addresses.`);
    const failed = this._handle.setLocalAddresses(first === 4 ? ipv4 : ipv6 ?? '', first === 6 ? ipv4 : ipv6 ?? '');
    if (failed < 0) throw argumentError('Invalid IP address.');
  }

  /**
   * Asks one of `questions`.
   * @param {ResolverBase} resolver
   * @param {object} question
   * @param {string} name
   * @param {{ ttl?: boolean }} options
   * @param {(error: Error | null, result?: any) => void} callback later
   */
  static ask(resolver, question, name, options, callback) {
    const { method, syscall } = question;
    const ttl = Boolean(options?.ttl);
    const start = perf.begin('dns');
    const traced = trace.begin('dns', method, () => ({ name }));
    const done = asResource('QUERYWRAP', (number, records, asked) => {
      const result = number === 0 ? question.answer(records, asked, { ttl }) : number;
      trace.end(traced, 'dns', method, () => (typeof result === 'number' ? { error: result } : {}));
      finish(syscall, name, ttl, start, result, callback);
    });
    const converted = toQuestionName(name);
    if (converted === undefined) {
      nextTick(done, status.badName);
    } else {
      resolver._handle.query(converted, question.type, done);
    }
  }

  /**
   * Asks for the names of an address.
   * @returns {Error | undefined} for what is no address; the callback isn't called then
   */
  static askNames(resolver, ip, callback) {
    const start = perf.begin('dns');
    let traced = 0;
    const done = asResource('QUERYWRAP', (number, records, asked) => {
      let result = number;
      if (number === 0) {
        // Without a question it was the system's list of hosts that knew.
        result = asked === undefined ? records : namesOf(records);
      } else if (number !== status.cancelled) {
        result = status.notFound;
      }
      trace.end(traced, 'dns', 'reverse', () => (typeof result === 'number' ? { error: result } : {}));
      finish('getHostByAddr', ip, false, start, result, callback);
    });
    const failed = resolver._handle.reverse(ip, done);
    if (failed < 0) return dnsException(failed, 'getHostByAddr', ip);
    traced = trace.begin('dns', 'reverse', () => ({ name: ip, family: ip.indexOf(':') === -1 ? 'ipv4' : 'ipv6' }));
    return undefined;
  }
}

function argumentError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_VALUE';
  return error;
}

function finish(syscall, name, ttl, start, result, callback) {
  if (typeof result === 'number') {
    callback(dnsException(nameOfStatus(result), syscall, name));
    return;
  }
  if (start >= 0) perf.end('dns', syscall, start, { host: name, ttl, result });
  callback(null, result);
}

/** dns.Resolver */
const CallbackResolver = class Resolver extends ResolverBase {};

/** dns.promises.Resolver */
const PromiseResolver = class Resolver extends ResolverBase {};

function defineMethod(prototype, name, value) {
  Object.defineProperty(value, 'name', { __proto__: null, value: name, configurable: true });
  Object.defineProperty(prototype, name, { __proto__: null, value, configurable: true, enumerable: true, writable: true });
}

for (const rrtype of Object.keys(questions)) {
  const question = questions[rrtype];
  defineMethod(CallbackResolver.prototype, question.method, function(name, callback) {
    let options;
    if (arguments.length > 2) {
      options = callback;
      callback = arguments[2];
    }
    validateString(name, 'name');
    validateFunction(callback, 'callback');
    ResolverBase.ask(this, question, name, options, callback);
    return {};
  });
  defineMethod(PromiseResolver.prototype, question.method, function(name, options) {
    validateString(name, 'name');
    return new Promise((resolve, reject) => {
      ResolverBase.ask(this, question, name, options, (error, result) => (error ? reject(error) : resolve(result)));
    });
  });
}

function methodFor(rrtype) {
  const question = questions[rrtype];
  if (question === undefined) throw new codes.ERR_INVALID_ARG_VALUE('rrtype', rrtype);
  return question.method;
}

defineMethod(CallbackResolver.prototype, 'reverse', function(ip, callback) {
  validateString(ip, 'name');
  validateFunction(callback, 'callback');
  const error = ResolverBase.askNames(this, ip, callback);
  if (error !== undefined) throw error;
  return {};
});

defineMethod(PromiseResolver.prototype, 'reverse', function(ip) {
  validateString(ip, 'name');
  return new Promise((resolve, reject) => {
    const error = ResolverBase.askNames(this, ip, (failed, names) => (failed ? reject(failed) : resolve(names)));
    if (error !== undefined) reject(error);
  });
});

defineMethod(CallbackResolver.prototype, 'resolve', function(hostname, rrtype, callback) {
  if (typeof rrtype === 'function') {
    callback = rrtype;
    rrtype = 'A';
  } else {
    validateString(rrtype, 'rrtype');
  }
  return this[methodFor(rrtype)](hostname, callback);
});

defineMethod(PromiseResolver.prototype, 'resolve', function(hostname, rrtype) {
  if (rrtype === undefined) {
    rrtype = 'A';
  } else {
    validateString(rrtype, 'rrtype');
  }
  return this[methodFor(rrtype)](hostname);
});

// The functions of node:dns and node:dns/promises ask the same servers.
let callbackDefault;
let promiseDefault;
let defaultServers;

function makeDefault(Class) {
  const made = new Class();
  if (defaultServers !== undefined) made.setServers(defaultServers);
  return made;
}

const getCallbackDefault = () => (callbackDefault ??= makeDefault(CallbackResolver));
const getPromiseDefault = () => (promiseDefault ??= makeDefault(PromiseResolver));

/** @returns {string[]} */
function getServers() {
  return (callbackDefault ?? promiseDefault ?? getCallbackDefault()).getServers();
}

/**
 * Has the module's own functions ask `servers` from now on. What they have asked before goes on with the others.
 * @param {string[]} servers
 */
function setServers(servers) {
  const next = new CallbackResolver();
  next.setServers(servers);
  defaultServers = next.getServers();
  callbackDefault = next;
  promiseDefault = undefined;
}

module.exports = {
  callback: { Resolver: CallbackResolver, getDefault: getCallbackDefault },
  promise: { Resolver: PromiseResolver, getDefault: getPromiseDefault },
  getServers,
  setServers,
};
