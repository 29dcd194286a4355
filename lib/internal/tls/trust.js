// The authorities that TLS trusts when a program names none. https://nodejs.org/api/tls.html#tlsgetcacertificatestype
'use strict';

const native = binding('tls');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { validateOneOf, validateString } = require('internal/validators');
const options = require('internal/options');

/** What the program has set: PEM; undefined as long as the command line and the environment decide. */
let own;
let prepared = false;

/** Lists by type, each made when it is first asked for. */
const lists = { __proto__: null, bundled: undefined, system: undefined, extra: undefined, default: undefined };

/** @returns {{ bundled: boolean, openssl: boolean, system: boolean }} what the command line wants */
function sources() {
  const openssl = options.get('--use-openssl-ca') === true;
  const bundled = options.get('--use-bundled-ca') === true || !openssl;
  const asked = options.get('--use-system-ca');
  const { env } = require('process');
  const system = asked === undefined ? options.get('--no-use-system-ca') !== true && env.NODE_USE_SYSTEM_CA === '1' : asked;
  return { bundled, openssl: openssl && !bundled, system };
}

/** Makes the store that contexts without authorities of their own share; once, or after a change. */
function prepare() {
  if (prepared) return;
  prepared = true;
  if (own !== undefined) {
    native.setDefaultAuthorities(false, false, own.join(''));
    return;
  }
  const { bundled, openssl, system } = sources();
  let more = extra().join('');
  if (system) more += get('system').join('');
  native.setDefaultAuthorities(bundled, openssl, more);
}

/** NODE_EXTRA_CA_CERTS: a file of further authorities, read once. */
function extra() {
  return lists.extra ??= Object.freeze(readExtra());
}

function readExtra() {
  const path = require('process').env.NODE_EXTRA_CA_CERTS;
  if (!path) return [];
  try {
    return native.splitCertificates(require('fs').readFileSync(path), true);
  } catch (error) {
    const reason = error.syscall === undefined ? error.message : systemError(error.errno);
    require('process').emitWarning(`Ignoring extra certs from \`${path}\`, load failed: ${reason}`);
    return [];
  }
}

/** As OpenSSL words an errno. */
function systemError(errno) {
  const { getErrorMessage } = require('internal/errno');
  const message = getErrorMessage(errno);
  return `error:8${(-errno).toString(16).padStart(7, '0')}:system library::${message[0].toUpperCase()}${message.slice(1)}`;
}

/** What the system trusts: the files that OpenSSL looks at. */
function readSystem() {
  const fs = require('fs');
  const { env } = require('process');
  const files = [env.SSL_CERT_FILE || native.defaultFile()];
  for (const folder of (env.SSL_CERT_DIR || native.defaultDirectory()).split(':')) {
    try {
      for (const name of fs.readdirSync(folder)) files.push(`${folder}/${name}`);
    } catch {
      // A folder that isn't there has nothing.
    }
  }
  const texts = [];
  const seen = new Set();
  for (let i = 0; i < files.length; i++) {
    try {
      // Folders of certificates have several names for each.
      const real = fs.realpathSync(files[i]);
      if (seen.has(real)) continue;
      seen.add(real);
      texts.push(native.splitCertificates(fs.readFileSync(real), false).join(''));
    } catch {
      // What can't be read has no certificates.
    }
  }
  return native.splitCertificates(Buffer.from(texts.join('')), false);
}

function readDefault() {
  if (own !== undefined) return own;
  const { bundled, openssl, system } = sources();
  const list = bundled ? [...get('bundled')] : [];
  if (openssl || system) list.push(...get('system'));
  list.push(...extra());
  return list;
}

const readers = {
  __proto__: null,
  bundled: () => native.bundledAuthorities(),
  system: readSystem,
  extra: readExtra,
  default: readDefault,
};

function get(type) {
  return lists[type] ??= Object.freeze(readers[type]());
}

/**
 * https://nodejs.org/api/tls.html#tlsgetcacertificatestype
 * @param {'default' | 'system' | 'bundled' | 'extra'} [type]
 * @returns {readonly string[]} PEM
 */
function getCACertificates(type = 'default') {
  validateString(type, 'type');
  validateOneOf(type, 'type', ['default', 'system', 'bundled', 'extra']);
  return get(type);
}

/**
 * https://nodejs.org/api/tls.html#tlssetdefaultcacertificatescerts
 * @param {(string | ArrayBufferView)[]} certs PEM
 */
function setDefaultCACertificates(certs) {
  if (!Array.isArray(certs)) throw new codes.ERR_INVALID_ARG_TYPE('certs', 'Array', certs);
  const texts = new Array(certs.length);
  for (let i = 0; i < certs.length; i++) {
    const pem = certs[i];
    if (typeof pem === 'string') texts[i] = pem;
    else if (ArrayBuffer.isView(pem)) texts[i] = Buffer.from(pem.buffer, pem.byteOffset, pem.byteLength).toString();
    else throw new codes.ERR_INVALID_ARG_TYPE(`certs[${i}]`, ['string', 'ArrayBufferView'], pem);
  }
  const list = native.splitCertificates(Buffer.from(texts.join('\n')), true);
  if (certs.length > 0 && list.length === 0) {
    throw new codes.ERR_CRYPTO_OPERATION_FAILED('No valid certificates found in the provided array');
  }
  own = Object.freeze(list);
  lists.default = own;
  prepared = false;
}

module.exports = { prepare, getCACertificates, setDefaultCACertificates };
