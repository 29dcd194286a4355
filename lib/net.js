// node:net. https://nodejs.org/api/net.html
'use strict';

const { Socket } = require('internal/net/socket');
const { Server } = require('internal/net/server');
const { normalize } = require('internal/net/arguments');
const { isIP, isIPv4, isIPv6 } = require('internal/net/address');
const settings = require('internal/net/settings');

/**
 * @param {object | Function} [options]
 * @param {(socket: Socket) => void} [connectionListener]
 * @returns {Server}
 */
function createServer(options, connectionListener) {
  return new Server(options, connectionListener);
}

/**
 * https://nodejs.org/api/net.html#netconnect
 * @param {...any} args (options), (path) or (port, host), and a 'connect' listener
 * @returns {Socket}
 */
function connect(...args) {
  const normalized = normalize(args);
  const { 0: options } = normalized;
  const socket = new Socket(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}

module.exports = {
  connect,
  createConnection: connect,
  createServer,
  isIP,
  isIPv4,
  isIPv6,
  Server,
  Socket,
  Stream: Socket,
  ...settings,
  get BoundSocket() { return require('internal/net/bound_socket').BoundSocket; },
  get BlockList() { return require('internal/net/block_list').BlockList; },
  get SocketAddress() { return require('internal/net/socket_address').SocketAddress; },
};
