// The clock of performance.now(): milliseconds since the process began. https://www.w3.org/TR/hr-time-3/
'use strict';
const native = binding('process');

let start;
let origin;

/**
 * @param {number} time of the system's monotonic clock, in milliseconds
 * @returns {number} milliseconds since the process began
 */
function sinceOrigin(time) {
  return time - (start ??= native.startTimeMs());
}

/** @returns {number} milliseconds, with a fraction */
function now() {
  return sinceOrigin(native.monotonicMs());
}

/** @returns {number} milliseconds since 1970 at which now() was 0 */
function timeOrigin() {
  return origin ??= native.wallClockMs() - now();
}

module.exports = { now, sinceOrigin, timeOrigin };
