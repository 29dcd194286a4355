// net.BoundSocket. https://nodejs.org/api/net.html#class-netboundsocket
'use strict';

const {
  exceptionWithHostPort, codes: { ERR_INVALID_ARG_VALUE, ERR_SOCKET_HANDLE_ADOPTED },
} = require('internal/errors');
const { validateBoolean, validateObject, validatePort, validateString } = require('internal/validators');
const { isIP } = require('internal/net/address');
const { kAdopt } = require('internal/net/native');

/** A socket that has an address of its own and nothing else yet: for a server, or for a connection that starts there. */
class BoundSocket {
  /** -1 when it was adopted or closed. */
  #fd;
  #adopted = false;
  /** Of a file that goes with the socket; '' for none. */
  #path;

  /**
   * @param {{ host?: string, port?: number, ipv6Only?: boolean, reusePort?: boolean, path?: string }} [options]
   * @throws {Error} what bind(2) fails with: EADDRINUSE, EACCES
   */
  constructor(options = {}) {
    validateObject(options, 'options');
    const { host, port, ipv6Only, reusePort, path } = options;
    if (path !== undefined) {
      for (const name of ['host', 'port', 'ipv6Only', 'reusePort']) {
        if (options[name] !== undefined) {
          throw new ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'cannot be combined with options.path');
        }
      }
      validateString(path, 'options.path');
      if (path === '') throw new ERR_INVALID_ARG_VALUE('options.path', path);
      const fd = binding('pipe').bindDescriptor(path);
      // A folder that is not there is told as one that may not be written, as Node does.
      this.#fd = checked(fd === -2 ? -13 : fd === -36 ? -22 : fd, path);
      this.#path = path;
      return;
    }
    if (host !== undefined) validateString(host, 'options.host');
    if (port !== undefined) validatePort(port, 'options.port');
    if (ipv6Only !== undefined) validateBoolean(ipv6Only, 'options.ipv6Only');
    if (reusePort !== undefined) validateBoolean(reusePort, 'options.reusePort');
    const address = host ?? (ipv6Only ? '::' : '0.0.0.0');
    if (isIP(address) === 0) throw new ERR_INVALID_ARG_VALUE('options.host', host, 'must be a numeric IP address');
    const number = (port ?? 0) | 0;
    this.#fd = checked(binding('tcp').bindDescriptor(address, number, ipv6Only === true, reusePort === true),
                       address, number);
  }

  #check() {
    if (this.#adopted) throw new ERR_SOCKET_HANDLE_ADOPTED();
  }

  /** @returns {{ address: string, family: string, port: number } | string | null} a string for a path */
  address() {
    this.#check();
    if (this.#path !== undefined) return this.#path;
    if (this.#fd === -1) return null;
    const parts = binding('tcp').descriptorAddress(this.#fd);
    if (typeof parts === 'number') throw exceptionWithHostPort(parts, 'address');
    return { address: parts[0], family: parts[2], port: parts[1] };
  }

  /** @returns {boolean} whether it was bound to a path */
  get isPipe() {
    return this.#path !== undefined;
  }

  /** @returns {number} the descriptor, which stays the socket's; -1 when it is closed */
  fd() {
    this.#check();
    return this.#fd;
  }

  close() {
    this.#check();
    if (this.#fd === -1) return;
    const fs = require('fs');
    fs.closeSync(this.#fd);
    this.#fd = -1;
    if (this.#path !== undefined && !this.#path.startsWith('\0')) fs.rmSync(this.#path, { force: true });
  }

  [Symbol.dispose]() {
    if (!this.#adopted) this.close();
  }

  /** For Server and Socket: gives the descriptor up. */
  [kAdopt]() {
    this.#check();
    this.#adopted = true;
    return this.#fd;
  }
}

function checked(result, address, port) {
  if (result < 0) throw exceptionWithHostPort(result, 'bind', address, port);
  return result;
}

module.exports = { BoundSocket };
