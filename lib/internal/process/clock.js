// When this process started, on the monotonic clock.
'use strict';

let start;

/** @returns {number} milliseconds of the monotonic clock, with a fraction */
function startTime() {
  return start ??= binding('process').startTimeMs();
}

module.exports = { startTime };
