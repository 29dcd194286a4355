// When the process reached the stages of its life, on the monotonic clock: for performance.nodeTiming.
// https://nodejs.org/api/perf_hooks.html#class-performancenodetiming
'use strict';

/** Milliseconds; -1 for what hasn't come yet. */
const milestones = { __proto__: null, environment: -1, bootstrapComplete: -1, loopStart: -1, loopExit: -1 };

/** @param {string} name of a milestone that is reached now */
function note(name) {
  milestones[name] = binding('process').monotonicMs();
}

module.exports = { milestones, note };
