// Connecting a socket: by path, by address, or by a name with one or several addresses.
// https://nodejs.org/api/net.html#socketconnectoptions-connectlistener
'use strict';

const perf = require('internal/perf/observed');
const trace = require('internal/trace/span');
const { on: tracing } = require('internal/trace/log');
const { codes, exceptionWithHostPort } = require('internal/errors');
const { validateString, validateFunction, validateNumber, validateBoolean, validatePort, validateInt32 } =
  require('internal/validators');
const { nextTick } = require('internal/ticks');
const { isIP } = require('internal/net/address');
const hooks = require('internal/async/hooks');
const native = require('internal/net/native');
const settings = require('internal/net/settings');

const kAttempt = Symbol('net.attempt');

/**
 * @param {import('net').Socket} socket
 * @param {object} options
 * @param {boolean} atOnce whether an address is connected to within this call
 */
function begin(socket, options, atOnce) {
  if (options.path) {
    validateString(options.path, 'options.path');
    if (hooks.state.tracking) native.noteConnect(socket._handle);
    const status = socket._handle.connect(options.path);
    const current = socket[kAttempt] = { address: options.path, port: undefined, several: null, start: -1, traced: 0 };
    // A path that is too long is one that is wrong.
    if (status !== 0) nextTick(() => fail(socket, status === -36 ? -22 : status, current));
    else noteTraced(current);
    return;
  }
  lookUp(socket, options, atOnce);
}

/** Whether a look-up has answered with an address; isIP itself also takes what reads like one. */
function isAddress(value) {
  return typeof value === 'string' && isIP(value) !== 0;
}

function checkOptions(options) {
  const { port, localAddress, localPort } = options;
  if (localAddress && !isIP(localAddress)) throw new codes.ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validateNumber(localPort, 'options.localPort');
  if (port !== undefined) {
    if (typeof port !== 'number' && typeof port !== 'string') {
      throw new codes.ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], port);
    }
    validatePort(port);
  }
  if (options.autoSelectFamily !== undefined && options.autoSelectFamily !== null) {
    validateBoolean(options.autoSelectFamily, 'options.autoSelectFamily');
  }
  if (options.autoSelectFamilyAttemptTimeout !== undefined && options.autoSelectFamilyAttemptTimeout !== null) {
    validateInt32(options.autoSelectFamilyAttemptTimeout, 'options.autoSelectFamilyAttemptTimeout', 1);
  }
  if (options.lookup !== undefined && options.lookup !== null) validateFunction(options.lookup, 'options.lookup');
}

function lookUp(socket, options, atOnce) {
  checkOptions(options);
  const host = options.host || 'localhost';
  validateString(host, 'options.host');
  if (host.includes('\0')) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.host', host, 'must be a string without null bytes');
  }
  const port = (options.port ?? 0) | 0;
  const local = { address: options.localAddress, port: options.localPort };
  const family = isIP(host);
  if (family !== 0) {
    if (atOnce) {
      attempt(socket, host, port, family, local, options);
      return;
    }
    nextTick(() => {
      if (socket.connecting) attempt(socket, host, port, family, local, options);
    });
    return;
  }
  const query = { family: socketFamily(options.family), hints: options.hints || 0 };
  const anyFamily = query.family !== 4 && query.family !== 6;
  // Addresses of a family that the system has no way to are not worth an attempt.
  if (anyFamily && query.hints === 0) query.hints = require('dns').ADDRCONFIG;
  socket._host = host;
  const auto = options.autoSelectFamily ?? settings.getDefaultAutoSelectFamily();
  const resolve = options.lookup ?? require('dns').lookup;
  if (auto && anyFamily && !local.address) {
    query.all = true;
    resolve(host, query, (error, addresses) => {
      severalFound(socket, error, addresses, host, port, local, options);
    });
    return;
  }
  resolve(host, query, (error, address, found) => {
    socket.emit('lookup', error, address, found, host);
    if (!socket.connecting) return;
    if (error) {
      nextTick(() => socket.destroy(error));
    } else if (!isAddress(address)) {
      nextTick(() => socket.destroy(new codes.ERR_INVALID_IP_ADDRESS(address)));
    } else if (found !== 4 && found !== 6) {
      nextTick(() => socket.destroy(new codes.ERR_INVALID_ADDRESS_FAMILY(found, host, port)));
    } else {
      attempt(socket, address, port, found, local, options);
    }
  });
}

function socketFamily(family) {
  if (family === 'IPv4') return 4;
  return family === 'IPv6' ? 6 : family;
}

/** Tries the families in turn, beginning with that of the first address (RFC 8305). */
function severalFound(socket, error, addresses, host, port, local, options) {
  if (!socket.connecting) return;
  if (error) {
    socket.emit('lookup', error, undefined, undefined, host);
    nextTick(() => socket.destroy(error));
    return;
  }
  if (!Array.isArray(addresses)) {
    nextTick(() => socket.destroy(new codes.ERR_INVALID_IP_ADDRESS(addresses)));
    return;
  }
  const byFamily = { 4: [], 6: [] };
  for (let i = 0; i < addresses.length; i++) {
    const { address, family } = addresses[i];
    socket.emit('lookup', error, address, family, host);
    if (!socket.connecting) return;
    if (isAddress(address) && (family === 4 || family === 6)) byFamily[family].push({ address, family });
  }
  if (byFamily[4].length + byFamily[6].length === 0) {
    const { address, family } = addresses[0] ?? {};
    const reason = isAddress(address) ? new codes.ERR_INVALID_ADDRESS_FAMILY(family, host, port) :
      new codes.ERR_INVALID_IP_ADDRESS(address);
    nextTick(() => socket.destroy(reason));
    return;
  }
  const first = addresses[0].family === 6 ? 6 : 4;
  const candidates = [];
  for (let i = 0; i < Math.max(byFamily[4].length, byFamily[6].length); i++) {
    if (byFamily[first][i] !== undefined) candidates.push(byFamily[first][i]);
    const other = byFamily[10 - first][i];
    if (other !== undefined) candidates.push(other);
  }
  if (candidates.length === 1) {
    attempt(socket, candidates[0].address, port, candidates[0].family, local, options);
    return;
  }
  socket.autoSelectFamilyAttemptedAddresses = [];
  nextAttempt(socket, {
    candidates, next: 0, errors: [], port, local, options, timer: null,
    timeout: Math.max(10, options.autoSelectFamilyAttemptTimeout ??
      settings.getDefaultAutoSelectFamilyAttemptTimeout()),
  });
}

function bindLocal(handle, local, family) {
  if (!local.address && !local.port) return 0;
  const address = local.address ?? (family === 6 ? '::' : '0.0.0.0');
  return handle.bind(address, local.port ?? 0, false);
}

function isBlocked(options, address, family) {
  return options.blockList !== undefined && options.blockList.check(address, `ipv${family}`);
}

/** One address and no other. */
function attempt(socket, address, port, family, local, options) {
  if (isBlocked(options, address, family)) {
    // In a tick: a look-up may have answered at once, before anybody could listen.
    nextTick(() => socket.destroy(new codes.ERR_IP_BLOCKED(address)));
    return;
  }
  const current = { address, port, family, local, several: null, start: perf.begin('net'), traced: 0 };
  socket[kAttempt] = current;
  socket._unrefTimer();
  let status = bindLocal(socket._handle, local, family);
  if (status !== 0) {
    socket.destroy(errorOf(socket, status, current));
    return;
  }
  socket.emit('connectionAttempt', address, port, family);
  if (!socket.connecting) return;
  if (hooks.state.tracking) native.noteConnect(socket._handle);
  status = socket._handle.connect(address, port);
  if (status !== 0) fail(socket, status, current);
  else noteTraced(current);
}

function nextAttempt(socket, several) {
  if (!socket.connecting) return;
  const candidate = several.candidates[several.next++];
  if (candidate === undefined) {
    socket.destroy(combine(several.errors));
    return;
  }
  const { address, family } = candidate;
  const { port } = several;
  if (several.next > 1) socket._handle = native.makeTcpSocket(socket);
  const current = { address, port, family, local: several.local, several, start: perf.begin('net'), traced: 0 };
  socket[kAttempt] = current;
  if (isBlocked(several.options, address, family)) {
    several.errors.push(new codes.ERR_IP_BLOCKED(address));
    nextAttempt(socket, several);
    return;
  }
  socket.autoSelectFamilyAttemptedAddresses.push(`${address}:${port}`);
  socket.emit('connectionAttempt', address, port, family);
  if (!socket.connecting) return;
  let status = bindLocal(socket._handle, several.local, family);
  if (hooks.state.tracking) native.noteConnect(socket._handle);
  if (status === 0) status = socket._handle.connect(address, port);
  if (status !== 0) {
    fail(socket, status, current);
    return;
  }
  noteTraced(current);
  if (several.next < several.candidates.length) {
    several.timer = require('timers').setTimeout(() => {
      socket.emit('connectionAttemptTimeout', address, port, family);
      several.errors.push(exceptionWithHostPort(-110, 'connect', address, port));
      abandon(socket);
      nextAttempt(socket, several);
    }, several.timeout);
  }
}

function noteTraced(current) {
  if (!tracing.net) return;
  const { address, port } = current;
  current.traced = trace.begin('net', 'connect', () => (
    port === undefined ? { path_type: address[0] === '\0' ? 'abstract' : 'file', pipe_path: address } : { ip: address, port }));
}

/** Lets go of the handle of an attempt that has failed or takes too long. */
function abandon(socket) {
  const handle = socket._handle;
  handle.owner = null;
  native.closeHandle(handle);
}

function combine(errors) {
  if (errors.length === 1) return errors[0];
  const error = new AggregateError(errors, '');
  error.code = errors[0].code;
  return error;
}

function errorOf(socket, status, current) {
  const { address, port, local, family } = current;
  if (!local?.port) return exceptionWithHostPort(status, 'connect', address, port);
  const localAddress = local.address ?? (family === 6 ? '::' : '0.0.0.0');
  const error = exceptionWithHostPort(status, 'connect', address, port, `${localAddress}:${local.port}`);
  error.localAddress = localAddress;
  error.localPort = local.port;
  return error;
}

function fail(socket, status, current) {
  const { several, address, port, family } = current;
  const error = errorOf(socket, status, current);
  if (several === null) {
    if (family !== undefined) socket.emit('connectionAttemptFailed', address, port, family, error);
    socket.destroy(error);
    return;
  }
  if (several.timer !== null) require('timers').clearTimeout(several.timer);
  several.timer = null;
  several.errors.push(error);
  socket.emit('connectionAttemptFailed', address, port, family, error);
  abandon(socket);
  nextAttempt(socket, several);
}

/**
 * An attempt has ended, well or not. For the socket.
 * @param {import('net').Socket} socket
 * @param {object} handle
 * @param {number} status 0 or a negative errno
 */
function onConnect(socket, handle, status) {
  const current = socket[kAttempt];
  if (current?.traced > 0) trace.end(current.traced, 'net', 'connect', () => ({ status }));
  if (socket.destroyed || handle !== socket._handle || !socket.connecting) return;
  if (status !== 0) {
    fail(socket, status, current);
    return;
  }
  if (current.several !== null && current.several.timer !== null) {
    require('timers').clearTimeout(current.several.timer);
  }
  socket[kAttempt] = null;
  socket.connecting = false;
  socket._sockname = null;
  require('internal/net/socket').applySettings(socket);
  socket._unrefTimer();
  if (socket[native.kConnected] !== undefined) socket[native.kConnected]();
  if (current.start >= 0) perf.end('net', 'connect', current.start, { host: current.address, port: current.port });
  socket.emit('connect');
  socket.emit('ready');
  if (socket.readable && !socket.isPaused() && !socket.destroyed) socket.read(0);
}

module.exports = { begin, onConnect };
