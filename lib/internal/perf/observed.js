// Which kinds of work are being observed by a PerformanceObserver: whoever does such work looks here before it measures, so
// that nothing is loaded or measured while nobody asks. https://nodejs.org/api/perf_hooks.html#perf_hooksperformanceobserver
'use strict';

/** How many observers each type has. */
const observed = { __proto__: null, dns: 0, http: 0, http2: 0, net: 0 };

/**
 * @param {'dns' | 'http' | 'http2' | 'net'} type
 * @returns {number} now, in milliseconds of performance.now(), or -1 while nobody observes the type
 */
function begin(type) {
  return observed[type] === 0 ? -1 : require('internal/perf/clock').now();
}

/**
 * Tells the observers of what has been done.
 * @param {'dns' | 'http' | 'http2' | 'net'} type
 * @param {string} name of the entry
 * @param {number} start what begin() gave
 * @param {object} detail
 */
function end(type, name, start, detail) {
  if (start < 0 || observed[type] === 0) return;
  const duration = require('internal/perf/clock').now() - start;
  require('internal/perf/timeline').enqueueNode(name, type, start, duration, detail);
}

module.exports = { begin, end, observed };
