// Timeouts of sessions and streams: 'timeout' after so long without activity.
// https://nodejs.org/api/http2.html#http2sessionsettimeoutmsecs-callback
'use strict';

const { codes } = require('internal/errors');
const { validateFunction, validateNumber } = require('internal/validators');

const kTimer = Symbol('http2.timer');
const kProgress = Symbol('http2.progress');
const kLongest = 2 ** 31 - 1;

function clear(owner) {
  const timer = owner[kTimer];
  if (timer === undefined) return;
  require('timers').clearTimeout(timer);
  owner[kTimer] = undefined;
}

/**
 * @param {object} owner a session or a stream; its _onTimeout is called
 * @param {number} msecs 0: never
 * @param {Function} [callback] a 'timeout' listener
 */
function setTimer(owner, msecs, callback) {
  validateNumber(msecs, 'msecs');
  if (msecs < 0 || !Number.isFinite(msecs)) {
    throw new codes.ERR_OUT_OF_RANGE('msecs', 'a non-negative finite number', msecs);
  }
  if (callback !== undefined) validateFunction(callback, 'callback');
  owner.timeout = Math.min(msecs, kLongest);
  clear(owner);
  if (msecs === 0) {
    if (callback !== undefined) owner.removeListener('timeout', callback);
    return;
  }
  owner[kTimer] = require('timers').setTimeout(() => owner._onTimeout(), owner.timeout).unref();
  if (callback !== undefined) owner.once('timeout', callback);
}

/**
 * Whether bodies have been moving since the time ran out last, if slowly: then it begins anew.
 * @param {object} owner with _sendProgress
 * @returns {boolean}
 */
function isSending(owner) {
  const progress = owner._sendProgress();
  if (progress === 0 || progress === owner[kProgress]) return false;
  owner[kProgress] = progress;
  touch(owner);
  return true;
}

/** Something has happened: the time begins anew. */
function touch(owner) {
  owner[kTimer]?.refresh();
}

module.exports = { isSending, setTimer, touch, clearTimer: clear };
