// TCP sockets and servers that a message takes to another thread.
// https://nodejs.org/api/net.html#transferring-tcp-handles-to-other-threads
'use strict';

const { codes } = require('internal/errors');
const native = require('internal/net/native');

/**
 * The descriptor in a message, which owns it: one that nobody receives is closed.
 * @param {object} handle stays as it is; another descriptor for the same goes
 */
function pack(handle) {
  const fd = native.duplicateDescriptor(handle.fd);
  if (fd < 0) throw require('internal/errors').errnoException(fd, 'dup');
  return binding('fs').pack(fd);
}

function isTcp(handle) {
  return handle !== null && handle.kind === 'tcp' && handle.fd >= 0;
}

/**
 * @param {import('net').Socket} socket
 * @param {boolean} isReading whether what has come may be on its way to this thread
 * @throws {Error} ERR_WORKER_HANDLE_NOT_TRANSFERABLE
 */
function checkSocket(socket, isReading) {
  const isFresh = isTcp(socket._handle) && !isReading && !socket.connecting && !socket.destroyed &&
    socket.bytesRead === 0 && socket.readableLength === 0 && socket.writableLength === 0;
  if (!isFresh) throw new codes.ERR_WORKER_HANDLE_NOT_TRANSFERABLE('net.Socket');
}

/**
 * Takes the connection out of a socket, which is destroyed.
 * @param {import('net').Socket} socket
 * @returns {[string, object, object[]]} see internal/cloneable
 */
function moveSocket(socket) {
  const { allowHalfOpen, readableHighWaterMark: highWaterMark } = socket;
  const data = { fd: pack(socket._handle), allowHalfOpen, highWaterMark };
  socket.destroy();
  return ['net.Socket', data, []];
}

/** @throws {Error} ERR_WORKER_HANDLE_NOT_TRANSFERABLE */
function checkServer(server) {
  if (!isTcp(server._handle)) throw new codes.ERR_WORKER_HANDLE_NOT_TRANSFERABLE('net.Server');
}

/**
 * Takes the listening socket, with the connections that wait to be accepted, out of a server, which is closed.
 * @param {import('net').Server} server
 * @returns {[string, object, object[]]} see internal/cloneable
 */
function moveServer(server) {
  const { allowHalfOpen, pauseOnConnect, noDelay, keepAlive, keepAliveInitialDelay, highWaterMark } = server;
  const options = { allowHalfOpen, pauseOnConnect, noDelay, keepAlive, keepAliveInitialDelay, highWaterMark };
  const data = { fd: pack(server._handle), options };
  server.close();
  return ['net.Server', data, []];
}

/** @returns {import('net').Socket} */
function receiveSocket({ fd, allowHalfOpen, highWaterMark }) {
  const { Socket } = require('net');
  return new Socket({ fd: binding('fs').unpack(fd), allowHalfOpen, highWaterMark, readable: true, writable: true });
}

/** @returns {import('net').Server} that accepts connections; 'listening' comes in a tick */
function receiveServer({ fd, options }) {
  const { Server } = require('net');
  const server = new Server(options);
  server._listenOn({ fd: binding('fs').unpack(fd), backlog: 511 });
  return server;
}

module.exports = { checkSocket, moveSocket, checkServer, moveServer, receiveSocket, receiveServer };
