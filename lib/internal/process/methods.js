// process's functions that ask the kernel or V8. https://nodejs.org/api/process.html
'use strict';

const native = binding('process');
const { codes, errnoException, syscallException } = require('internal/errors');
const {
  validateString, validateNumber, validateUint32, validateArray, validateObject, parseFileMode,
} = require('internal/validators');

/** Throws the error of the calls that change or read ids, which is worded in a way of its own. */
function check(result, syscall) {
  if (!(typeof result === 'number' && result < 0)) return result;
  const { code, errno } = syscallException(result, syscall);
  const text = native.errorText(-errno);
  const error = new Error(`${code}, ${text}`);
  error.errno = -errno;
  error.code = code;
  error.syscall = syscall;
  throw error;
}

const noEntry = -2;

/** @returns {string} the working directory */
function cwd() {
  const path = native.cwd();
  if (typeof path === 'string') return path;
  const error = errnoException(path, 'uv_cwd');
  if (path === noEntry) {
    error.message = `ENOENT: process.cwd failed with error ${native.errorText(-path)[0].toLowerCase()}` +
      `${native.errorText(-path).slice(1)}, the current working directory was likely removed without changing the working ` +
      'directory, uv_cwd';
  }
  throw error;
}

/** @param {string} directory */
function chdir(directory) {
  validateString(directory, 'directory');
  const result = native.chdir(directory);
  if (result === 0) return;
  throw errnoException(result, 'chdir', cwd(), directory);
}

/**
 * @param {string | number} [mask]
 * @returns {number} the mask before
 */
function umask(mask) {
  if (mask === undefined) return native.umask(undefined);
  return native.umask(parseFileMode(mask, 'mask') & 0o777);
}

/** What the clock is written into. */
let hrtimeWords;

/**
 * @param {[number, number]} [time] an earlier result, to be subtracted
 * @returns {[number, number]} seconds and nanoseconds of the monotonic clock
 */
function hrtime(time) {
  hrtimeWords ??= new Uint32Array(3);
  native.hrtime(hrtimeWords);
  const seconds = hrtimeWords[0] * 0x100000000 + hrtimeWords[1];
  const nanoseconds = hrtimeWords[2];
  if (time === undefined) return [seconds, nanoseconds];
  validateArray(time, 'time');
  if (time.length !== 2) throw new codes.ERR_OUT_OF_RANGE('time', 2, time.length);
  const difference = seconds - time[0];
  const nano = nanoseconds - time[1];
  return nano < 0 ? [difference - 1, nano + 1e9] : [difference, nano];
}

/** @returns {bigint} nanoseconds of the monotonic clock */
hrtime.bigint = function bigint() {
  return native.monotonicNs();
};

/** @returns {number} seconds since the process started */
function uptime() {
  return (native.monotonicMs() - require('internal/process/clock').startTime()) / 1000;
}

/** @returns {{rss: number, heapTotal: number, heapUsed: number, external: number, arrayBuffers: number}} bytes */
function memoryUsage() {
  const { 0: rss, 1: heapTotal, 2: heapUsed, 3: external, 4: arrayBuffers } = native.memoryUsage();
  return { rss, heapTotal, heapUsed, external, arrayBuffers };
}
memoryUsage.rss = function rss() {
  return native.rss();
};

function validPrevious(value, name) {
  validateNumber(value, name);
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    throw new codes.ERR_INVALID_ARG_VALUE.RangeError(name, value);
  }
}

function usageSince(previous, thread) {
  if (previous) {
    validateObject(previous, 'prevValue');
    validPrevious(previous.user, 'prevValue.user');
    validPrevious(previous.system, 'prevValue.system');
  }
  const usage = native.resourceUsage(thread);
  if (!previous) return { user: usage[0], system: usage[1] };
  return { user: usage[0] - previous.user, system: usage[1] - previous.system };
}

/**
 * @param {{user: number, system: number}} [prevValue]
 * @returns {{user: number, system: number}} microseconds of CPU time
 */
function cpuUsage(prevValue) {
  return usageSince(prevValue, false);
}

/** The same for the calling thread. */
function threadCpuUsage(prevValue) {
  return usageSince(prevValue, true);
}

/** https://nodejs.org/api/process.html#processresourceusage */
function resourceUsage() {
  const usage = native.resourceUsage(false);
  return {
    userCPUTime: usage[0],
    systemCPUTime: usage[1],
    maxRSS: usage[2],
    sharedMemorySize: usage[3],
    unsharedDataSize: usage[4],
    unsharedStackSize: usage[5],
    minorPageFault: usage[6],
    majorPageFault: usage[7],
    swappedOut: usage[8],
    fsRead: usage[9],
    fsWrite: usage[10],
    ipcSent: usage[11],
    ipcReceived: usage[12],
    signalsCount: usage[13],
    voluntaryContextSwitches: usage[14],
    involuntaryContextSwitches: usage[15],
  };
}

/** @returns {number} bytes that the cgroup allows; 0 when there is no limit */
function constrainedMemory() {
  return native.constrainedMemory();
}

/** @returns {number} bytes that the process can still take */
function availableMemory() {
  return native.availableMemory();
}

/**
 * @param {number} pid
 * @param {string | number} [signal='SIGTERM']
 * @returns {true}
 */
function kill(pid, signal) {
  // eslint-disable-next-line eqeqeq
  if (pid != (pid | 0)) throw new codes.ERR_INVALID_ARG_TYPE('pid', 'number', pid);
  let number;
  if (typeof signal === 'number') {
    number = signal;
  } else {
    const name = signal || 'SIGTERM';
    number = require('internal/process/signal_names').numbers[name];
    if (number === undefined) throw new codes.ERR_UNKNOWN_SIGNAL(name);
  }
  if (number !== 0) prepareForSignal(pid | 0, number);
  const result = this === undefined ? _kill(pid, number) : this._kill(pid, number);
  if (result) throw syscallException(result, 'kill');
  return true;
}

/** Signals that end a process which doesn't listen to them; programs send these. */
const kFatalSignals = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGTERM'];

/** A signal to the process itself may be its end, of which nothing tells it: the runtime finishes its own work before. */
function prepareForSignal(pid, number) {
  const process = require('process');
  if (pid !== process.pid && pid !== 0) return;
  const { numbers } = require('internal/process/signal_names');
  const name = kFatalSignals.find((each) => numbers[each] === number);
  if (name !== undefined && process.listenerCount(name) === 0) {
    require('internal/process/uncaught').runLastActions();
  }
}

function _kill(pid, signal) {
  return native.kill(pid | 0, signal | 0);
}

/** A user or group id from a number or a name. */
function toId(value, name, lookup, credential) {
  if (typeof value === 'number') {
    validateUint32(value, name);
    return value;
  }
  if (typeof value !== 'string') throw new codes.ERR_INVALID_ARG_TYPE(name, ['number', 'string'], value);
  const id = lookup(value);
  if (id < 0) throw new codes.ERR_UNKNOWN_CREDENTIAL(credential, value);
  return id;
}

/** Writes the arguments, as util.format joins them, to stderr, past all streams: for debugging the runtime itself. */
function _rawDebug(...args) {
  native.writeSync(2, `${require('internal/util/format').format(...args)}\n`);
}

function setuid(id) {
  check(native.setuid(toId(id, 'id', native.userId, 'User')), 'setuid');
}
function seteuid(id) {
  check(native.seteuid(toId(id, 'id', native.userId, 'User')), 'seteuid');
}
function setgid(id) {
  check(native.setgid(toId(id, 'id', native.groupId, 'Group')), 'setgid');
}
function setegid(id) {
  check(native.setegid(toId(id, 'id', native.groupId, 'Group')), 'setegid');
}

/** @returns {number[]} the supplementary group ids, with the effective one among them */
function getgroups() {
  const groups = check(native.getgroups(), 'getgroups');
  const effective = native.getegid();
  if (groups.indexOf(effective) < 0) groups.push(effective);
  return groups;
}

/** @param {(number | string)[]} groups */
function setgroups(groups) {
  validateArray(groups, 'groups');
  const ids = [];
  for (let i = 0; i < groups.length; i++) ids.push(toId(groups[i], `groups[${i}]`, native.groupId, 'Group'));
  check(native.setgroups(ids), 'setgroups');
}

/**
 * @param {string | number} user
 * @param {string | number} extraGroup
 */
function initgroups(user, extraGroup) {
  if (typeof user === 'number') {
    validateUint32(user, 'user');
  } else if (typeof user !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('user', ['number', 'string'], user);
  }
  const group = toId(extraGroup, 'extraGroup', native.groupId, 'Group');
  check(native.initgroups(String(user), group), 'initgroups');
}

module.exports = {
  cwd, chdir, umask, hrtime, uptime, memoryUsage, cpuUsage, threadCpuUsage, resourceUsage, constrainedMemory,
  availableMemory, kill, _kill, _rawDebug,
  getuid() { return native.getuid(); },
  geteuid() { return native.geteuid(); },
  getgid() { return native.getgid(); },
  getegid() { return native.getegid(); },
  getgroups, setgroups, initgroups, setuid, seteuid, setgid, setegid,
};
