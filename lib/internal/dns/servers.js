// Name servers as text: "192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]:5353".
// https://nodejs.org/api/dns.html#dnssetserversservers
'use strict';

const { codes } = require('internal/errors');
const { validateArray, validatePort, validateString } = require('internal/validators');

const defaultPort = 53;
const bracketed = /^\[([^[\]]*)\]/;
const trailingPort = /:(\d+)$/;
const withPort = /^([^:]+):(\d+)$/;

/** Zero stands for the usual port. */
function toPort(digits) {
  return validatePort(+digits, 'Port') || defaultPort;
}

function parseServer(text) {
  const { isIP } = require('net');
  if (isIP(text) !== 0) return [text, defaultPort];
  const inBrackets = bracketed.exec(text);
  if (inBrackets !== null && isIP(inBrackets[1]) !== 0) {
    const port = trailingPort.exec(text.slice(inBrackets[0].length));
    return [inBrackets[1], port === null ? defaultPort : toPort(port[1])];
  }
  const parts = withPort.exec(text);
  if (parts !== null && isIP(parts[1]) !== 0) return [parts[1], toPort(parts[2])];
  throw new codes.ERR_INVALID_IP_ADDRESS(text);
}

/**
 * @param {string[]} servers holes are passed over
 * @returns {Array<string | number>} address, port, address, port ...
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_IP_ADDRESS
 * @throws {RangeError} ERR_SOCKET_BAD_PORT
 */
function parseServers(servers) {
  validateArray(servers, 'servers');
  const flat = [];
  // An element's getter may shorten the array.
  for (let i = 0; i < servers.length; i++) {
    if (!(i in servers)) continue;
    const server = servers[i];
    validateString(server, `servers[${i}]`);
    const parsed = parseServer(server);
    flat.push(parsed[0], parsed[1]);
  }
  return flat;
}

/**
 * @param {Array<string | number>} flat address, port, address, port ...
 * @returns {string[]} the port only where it is not the usual one
 */
function formatServers(flat) {
  const servers = [];
  for (let i = 0; i < flat.length; i += 2) {
    const ip = flat[i];
    const port = flat[i + 1];
    if (port === defaultPort) {
      servers.push(ip);
    } else {
      servers.push(ip.indexOf(':') === -1 ? `${ip}:${port}` : `[${ip}]:${port}`);
    }
  }
  return servers;
}

module.exports = { formatServers, parseServers };
