// Listening sockets. https://nodejs.org/api/net.html#serverlistenoptions-callback
'use strict';

const native = require('internal/net/native');

function open(owner, where) {
  if (where.path !== undefined) {
    const handle = native.makePipeServer(owner);
    const status = handle.listen(where.path, where.backlog, Boolean(where.readableAll), Boolean(where.writableAll));
    // A folder that is not there is told as one that may not be written, as Node does.
    if (status === -2) return -13;
    // A path that is too long is one that is wrong.
    if (status === -36) return -22;
    return status !== 0 ? status : handle;
  }
  if (where.fd !== undefined) {
    const kind = native.kindOfDescriptor(where.fd);
    if (kind !== 'TCP' && kind !== 'PIPE') return -22;
    const handle = kind === 'TCP' ? native.makeTcpServer(owner) : native.makePipeServer(owner);
    const status = handle.listenOn(where.fd, where.backlog);
    return status !== 0 ? status : handle;
  }
  const handle = native.makeTcpServer(owner);
  const status = handle.listen(where.address, where.port, where.backlog, Boolean(where.ipv6Only),
                               Boolean(where.reusePort));
  return status !== 0 ? status : handle;
}

/**
 * A handle that listens. Where no address is asked for, it is the one for both families if the machine has IPv6; `where.address`
 * tells afterwards which it was, also of a failure.
 * @param {object} owner who is told of connections: see internal/net/native
 * @param {object} where `path`; or `fd`; or `address` (null: any) and `port`; with `backlog` and the options of listen
 * @returns {object | number} the handle, or a negative errno
 */
function openListener(owner, where) {
  if (where.address !== null || where.fd !== undefined || where.path !== undefined) return open(owner, where);
  const handle = open(owner, { ...where, address: '::' });
  if (typeof handle !== 'number') return handle;
  if (handle === -97 || handle === -22 || handle === -99) {
    where.address = '0.0.0.0';
    return open(owner, where);
  }
  where.address = '::';
  return handle;
}

module.exports = { openListener };
