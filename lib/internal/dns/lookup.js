// Look-ups by the system's resolver (getaddrinfo, getnameinfo), in both forms. https://nodejs.org/api/dns.html#dnslookup
'use strict';

const native = binding('dns');
const perf = require('internal/perf/observed');
const trace = require('internal/trace/span');
const pending = require('internal/dns/pending');
const { asResource } = require('internal/async/hooks');
const { codes, dnsException, errnoException } = require('internal/errors');
const {
  validateBoolean, validateFunction, validateNumber, validateOneOf, validatePort, validateString,
} = require('internal/validators');
const { nextTick } = require('internal/ticks');
const { getDefaultResultOrder, orders } = require('internal/dns/order');

const { ADDRCONFIG, ALL, V4MAPPED } = native;
const families = [0, 4, 6];
/** How trace events call them. */
const familyNames = { 0: 'unspec', 4: 'ipv4', 6: 'ipv6' };
const invalid = -22;
const longestName = 255;

const ascii = /^[\u0000-\u007f]*$/;
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** 4 or 6 when the text is an address already, else 0. */
function addressFamily(text) {
  if (ipv4.test(text)) return 4;
  return text.indexOf(':') !== -1 && require('net').isIPv6(text) ? 6 : 0;
}

function parseFamily(family) {
  if (family === undefined) return 0;
  if (family === 'IPv4') return 4;
  if (family === 'IPv6') return 6;
  validateOneOf(family, 'family', families);
  return family;
}

/**
 * Options of lookup, checked and complete.
 * @param {object | number} [options]
 * @returns {{ family: 0 | 4 | 6, hints: number, all: boolean, order: string }}
 */
function parseLookupOptions(options) {
  if (typeof options === 'number') {
    validateOneOf(options, 'family', families);
    return { family: options | 0, hints: 0, all: false, order: getDefaultResultOrder() };
  }
  if (options !== undefined && options !== null && typeof options !== 'object') {
    throw new codes.ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
  }
  const parsed = { family: 0, hints: 0, all: false, order: undefined };
  if (options?.hints !== undefined && options.hints !== null) {
    validateNumber(options.hints, 'options.hints');
    parsed.hints = options.hints >>> 0;
    if ((parsed.hints & ~(ADDRCONFIG | ALL | V4MAPPED)) !== 0) throw new codes.ERR_INVALID_ARG_VALUE('hints', parsed.hints);
  }
  if (options?.family !== undefined && options.family !== null) {
    if (options.family === 'IPv4' || options.family === 'IPv6') {
      parsed.family = parseFamily(options.family);
    } else {
      validateOneOf(options.family, 'options.family', families);
      parsed.family = options.family | 0;
    }
  }
  if (options?.all !== undefined && options.all !== null) {
    validateBoolean(options.all, 'options.all');
    parsed.all = options.all;
  }
  if (options?.verbatim !== undefined && options.verbatim !== null) {
    validateBoolean(options.verbatim, 'options.verbatim');
    parsed.order = options.verbatim ? 'verbatim' : 'ipv4first';
  }
  if (options?.order !== undefined && options.order !== null) {
    validateOneOf(options.order, 'options.order', orders);
    parsed.order = options.order;
  }
  parsed.order ??= getDefaultResultOrder();
  return parsed;
}

/** Addresses as objects, sorted as `order` has it; within a family as the system gave them. */
function toAddresses(flat, order) {
  const first = [];
  const second = [];
  const leading = order === 'ipv6first' ? 6 : 4;
  for (let i = 0; i < flat.length; i += 2) {
    const entry = { address: flat[i], family: flat[i + 1] };
    if (order === 'verbatim' || entry.family === leading) {
      first.push(entry);
    } else {
      second.push(entry);
    }
  }
  return first.concat(second);
}

/**
 * @param {string} hostname
 * @param {object} options as parseLookupOptions gives them
 * @param {(error: Error | null, addresses?: Array<{ address: string, family: 4 | 6 }>) => void} callback later
 */
function lookupAddresses(hostname, options, callback) {
  const family = addressFamily(hostname);
  if (family !== 0) {
    nextTick(callback, null, [{ address: hostname, family }]);
    return;
  }
  const name = ascii.test(hostname) ? hostname : require('url').domainToASCII(hostname) || hostname;
  if (name.length > longestName) {
    nextTick(callback, dnsException(invalid, 'getaddrinfo', hostname));
    return;
  }
  const start = perf.begin('dns');
  const traced = trace.begin('dns', 'lookup', () => ({ hostname: name, family: familyNames[options.family] }));
  const done = (error, flat) => {
    pending.lookups--;
    trace.end(traced, 'dns', 'lookup', () => ({ count: error === 0 ? flat.length / 2 : 0, order: orders.indexOf(options.order) }));
    if (error !== 0) {
      callback(dnsException(error, 'getaddrinfo', hostname));
    } else {
      const addresses = toAddresses(flat, options.order);
      if (start >= 0) {
        const { family, hints, order } = options;
        perf.end('dns', 'lookup', start, {
          hostname, family, hints, verbatim: order === 'verbatim', order, addresses: options.all ? addresses : [addresses[0].address],
        });
      }
      callback(null, addresses);
    }
  };
  const status = native.lookup(name, options.family, options.hints, asResource('GETADDRINFOREQWRAP', done));
  if (status < 0) {
    nextTick(callback, dnsException(status, 'getaddrinfo', hostname));
  } else {
    pending.lookups++;
  }
}

let warned = false;

/** Any falsy value stands for no host. */
function validateHostname(hostname) {
  if (!hostname) return;
  validateString(hostname, 'hostname');
  if (hostname.indexOf('\0') !== -1) {
    throw new codes.ERR_INVALID_ARG_VALUE('hostname', hostname, 'must be a string without null bytes');
  }
}

function warnNoHostname(hostname) {
  if (warned) return;
  warned = true;
  require('process').emitWarning(
    `The provided hostname "${String(hostname)}" is not a valid hostname, and is supported in the dns module solely for ` +
    'compatibility.', 'DeprecationWarning', 'DEP0118');
}

/**
 * @param {string} hostname an IPv4 or IPv6 address passes through; '' or another falsy value finds nothing
 * @param {object | number} [options] family, hints, all, order, verbatim; or the family
 * @param {Function} callback (error, address, family), or with `all` (error, addresses)
 */
function lookup(hostname, options, callback) {
  validateHostname(hostname);
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else if (typeof options === 'number') {
    validateFunction(callback, 'callback');
  }
  validateFunction(callback, 'callback');
  const parsed = parseLookupOptions(options);
  if (!hostname) {
    warnNoHostname(hostname);
    if (parsed.all) {
      nextTick(callback, null, []);
    } else {
      nextTick(callback, null, null, parsed.family === 6 ? 6 : 4);
    }
    return {};
  }
  lookupAddresses(hostname, parsed, (error, addresses) => {
    if (error) {
      callback(error);
    } else if (parsed.all) {
      callback(null, addresses);
    } else {
      callback(null, addresses[0].address, addresses[0].family);
    }
  });
  return {};
}

/** @returns {Promise<{ address: string, family: 4 | 6 } | Array<{ address: string, family: 4 | 6 }>>} */
function lookupPromise(hostname, options) {
  validateHostname(hostname);
  const parsed = parseLookupOptions(options);
  if (!hostname) {
    warnNoHostname(hostname);
    return Promise.resolve(parsed.all ? [] : { address: null, family: parsed.family === 6 ? 6 : 4 });
  }
  return new Promise((resolve, reject) => {
    lookupAddresses(hostname, parsed, (error, addresses) => {
      if (error) {
        reject(error);
      } else {
        resolve(parsed.all ? addresses : addresses[0]);
      }
    });
  });
}

function validateService(address, port) {
  validateString(address, 'address');
  if (addressFamily(address) === 0) throw new codes.ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
}

function startService(address, port, callback) {
  const start = perf.begin('dns');
  const traced = trace.begin('dns', 'lookupService', () => ({ ip: address, port: +port }));
  const done = (error, names) => {
    pending.services--;
    trace.end(traced, 'dns', 'lookupService', () => (error === 0 ? { hostname: names[0], service: names[1] } : { error }));
    if (error !== 0) {
      callback(dnsException(error, 'getnameinfo', address));
    } else {
      if (start >= 0) perf.end('dns', 'lookupService', start, { host: address, port, hostname: names[0], service: names[1] });
      callback(null, names[0], names[1]);
    }
  };
  const status = native.lookupService(address, +port | 0, asResource('GETNAMEINFOREQWRAP', done));
  if (status === invalid) throw new codes.ERR_INVALID_ARG_VALUE('address', address);
  if (status < 0) throw errnoException(status, 'getnameinfo', address);
  pending.services++;
}

/**
 * @param {string} address IPv4 or IPv6
 * @param {number} port
 * @param {(error: Error | null, hostname: string, service: string) => void} callback
 */
function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new codes.ERR_MISSING_ARGS('address', 'port', 'callback');
  validateService(address, port);
  validateFunction(callback, 'callback');
  startService(address, port, callback);
  return {};
}

/** @returns {Promise<{ hostname: string, service: string }>} */
function lookupServicePromise(address, port) {
  if (arguments.length !== 2) throw new codes.ERR_MISSING_ARGS('address', 'port');
  validateService(address, port);
  return new Promise((resolve, reject) => {
    startService(address, port, (error, hostname, service) => (error ? reject(error) : resolve({ hostname, service })));
  });
}

module.exports = { lookup, lookupPromise, lookupService, lookupServicePromise };
