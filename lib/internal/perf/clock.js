// The clock of performance.now(): milliseconds since the process began. https://www.w3.org/TR/hr-time-3/
'use strict';
const native = binding('process');

let start;
let origin;

/** @returns {number} milliseconds, with a fraction */
function now() {
  return native.monotonicMs() - (start ??= native.startTimeMs());
}

/** @returns {number} milliseconds since 1970 at which now() was 0 */
function timeOrigin() {
  return origin ??= native.wallClockMs() - now();
}

module.exports = { now, timeOrigin };
