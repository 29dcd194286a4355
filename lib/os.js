// node:os. https://nodejs.org/api/os.html
'use strict';

const native = binding('os');
const { codes } = require('internal/errors');
const { getErrorMessage, getErrorName } = require('internal/errno');
const { validateInt32 } = require('internal/validators');

const { os: constants } = binding('constants');

/**
 * What native code has answered.
 * @template T
 * @param {T | number} answer
 * @param {string} syscall as programs know it
 * @returns {T}
 * @throws {Error} ERR_SYSTEM_ERROR when it is a negative errno
 */
function answered(answer, syscall) {
  if (typeof answer !== 'number' || answer >= 0) return answer;
  throw new codes.ERR_SYSTEM_ERROR({
    errno: answer, code: getErrorName(answer), message: getErrorMessage(answer), syscall,
  });
}

/** One of uname(2)'s names. */
function nameAt(index) {
  return answered(native.names(), 'uname')[index];
}

/** @returns {string} what the processor is called: 'x64' */
function arch() {
  return require('process').arch;
}

/** @returns {number} how many processors this process may use, 1 or more */
function availableParallelism() {
  return native.availableParallelism();
}

/** How many values native code gives for each processor. */
const kFiguresOfCpu = 7;

/** @returns {Array<{ model: string, speed: number, times: { user, nice, sys, idle, irq } }>} MHz and milliseconds */
function cpus() {
  const figures = native.cpus();
  return Array.from({ length: figures.length / kFiguresOfCpu }, (_, i) => {
    const { 0: model, 1: speed, 2: user, 3: nice, 4: sys, 5: idle, 6: irq } =
      figures.slice(i * kFiguresOfCpu, (i + 1) * kFiguresOfCpu);
    return { model, speed, times: { user, nice, sys, idle, irq } };
  });
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** @returns {'LE' | 'BE'} */
function endianness() {
  return littleEndian ? 'LE' : 'BE';
}

/** @returns {number} bytes */
function freemem() {
  return native.freeMemory();
}

/** @returns {number} bytes */
function totalmem() {
  return native.totalMemory();
}

/** The kernel counts priorities from 1, the lowest, to 40; programs know them as 19 to -20. getpriority(2). */
const kRankOfZero = 20;

/**
 * https://nodejs.org/api/os.html#osgetprioritypid
 * @param {number} [pid] 0 is this process
 * @returns {number} -20 (highest) to 19
 * @throws {Error} ERR_SYSTEM_ERROR when there is no such process
 */
function getPriority(pid = 0) {
  validateInt32(pid, 'pid');
  return kRankOfZero - answered(native.priorityRank(pid), 'uv_os_getpriority');
}

/**
 * @param {number} pid 0 is this process; may be left out
 * @param {number} priority -20 (highest) to 19
 * @throws {Error} ERR_SYSTEM_ERROR
 */
function setPriority(pid, priority) {
  if (priority === undefined) {
    priority = pid;
    pid = 0;
  }
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  answered(native.setPriority(pid, priority), 'uv_os_setpriority');
}

/** @returns {string} $HOME, else the directory of the user database */
function homedir() {
  const { HOME } = require('process').env;
  if (HOME) return HOME;
  const user = answered(native.user(), 'uv_os_homedir');
  return require('buffer').Buffer.from(user[1]).toString();
}

/** @returns {string} */
function hostname() {
  return nameAt(4);
}

/** @returns {[number, number, number]} of the last 1, 5 and 15 minutes */
function loadavg() {
  return native.loadAverages();
}

/** One address of an interface, out of native code's row. */
function toAddress({ 1: address, 2: netmask, 3: prefixLength, 4: isIPv6, 5: mac, 6: internal, 7: scopeid }) {
  // A mask with gaps is no prefix.
  const cidr = prefixLength === -1 ? null : `${address}/${prefixLength}`;
  const shared = { address, netmask, family: isIPv6 ? 'IPv6' : 'IPv4', mac, internal, cidr };
  return isIPv6 ? { ...shared, scopeid } : shared;
}

/**
 * https://nodejs.org/api/os.html#osnetworkinterfaces
 * @returns {Record<string, Array<{ address: string, netmask: string, family: 'IPv4' | 'IPv6', mac: string, internal: boolean,
 *   cidr: string | null, scopeid?: number }>>} the addresses of the interfaces that are up, by interface
 */
function networkInterfaces() {
  const byName = Map.groupBy(answered(native.interfaces(), 'uv_interface_addresses'), (row) => row[0]);
  return Object.fromEntries(Array.from(byName, ({ 0: name, 1: rows }) => [name, rows.map(toAddress)]));
}

/** @returns {string} 'linux' */
function platform() {
  return require('process').platform;
}

/** @returns {string} of the kernel */
function release() {
  return nameAt(1);
}

/** @returns {string} $TMPDIR, $TMP, $TEMP or /tmp, without a slash at the end */
function tmpdir() {
  const { env } = require('process');
  const folder = env.TMPDIR || env.TMP || env.TEMP || '/tmp';
  return folder.length > 1 && folder.endsWith('/') ? folder.slice(0, -1) : folder;
}

/** @returns {string} of the system: 'Linux' */
function type() {
  return nameAt(0);
}

/**
 * The user that the process acts as.
 * @param {{ encoding?: string }} [options] 'buffer' for Buffers
 * @returns {{ uid: number, gid: number, username, homedir, shell }}
 * @throws {Error} ERR_SYSTEM_ERROR when the user database does not know it
 */
function userInfo(options) {
  const encoding = options !== null && typeof options === 'object' && options.encoding !== undefined ? options.encoding : 'utf8';
  const user = answered(native.user(), 'uv_os_get_passwd');
  const { Buffer } = require('buffer');
  const text = (bytes) => (encoding === 'buffer' ? Buffer.from(bytes) : Buffer.from(bytes).toString(encoding));
  return { __proto__: null, uid: user[3], gid: user[4], username: text(user[0]), homedir: text(user[1]), shell: text(user[2]) };
}

/** @returns {number} seconds since the system was started */
function uptime() {
  return native.uptime();
}

/** @returns {string} of the kernel's build */
function version() {
  return nameAt(2);
}

/** @returns {string} as uname(1) -m prints it: 'x86_64' */
function machine() {
  return nameAt(3);
}

const functions = [arch, availableParallelism, endianness, freemem, homedir, hostname, platform, release, tmpdir, totalmem, type,
                   uptime, version, machine];
for (let i = 0; i < functions.length; i++) {
  const fn = functions[i];
  // They stand for their values in templates and sums: `${os.tmpdir}/x`.
  Object.defineProperty(fn, Symbol.toPrimitive, { __proto__: null, configurable: true, value: () => fn() });
}

module.exports = {
  arch,
  availableParallelism,
  cpus,
  endianness,
  freemem,
  getPriority,
  homedir,
  hostname,
  loadavg,
  networkInterfaces,
  platform,
  release,
  setPriority,
  tmpdir,
  totalmem,
  type,
  userInfo,
  uptime,
  version,
  machine,
};

for (const table of [constants.dlopen, constants.errno, constants.signals, constants.priority]) Object.freeze(table);

Object.defineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  EOL: { __proto__: null, configurable: true, enumerable: true, writable: false, value: '\n' },
  devNull: { __proto__: null, configurable: true, enumerable: true, writable: false, value: '/dev/null' },
});
