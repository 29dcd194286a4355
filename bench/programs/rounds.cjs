// How core.cjs and hooks.cjs measure: each case in rounds, of which the first warm up and the least of the others counts, as
// whatever else runs on the machine only makes a round dearer. `ONLY=words` in the environment runs the cases whose names hold them.
'use strict';

const warmingUp = 4;
const counted = 7;

/**
 * One call after another.
 * @param {(i: number) => void} call
 * @returns {(count: number) => void}
 */
function each(call) {
  return (count) => {
    for (let i = 0; i < count; i++) call(i);
  };
}

/** @returns {Promise<number>} nanoseconds of the processor's time for each of `count` operations */
async function time(run, count) {
  const before = process.cpuUsage();
  const pending = run(count);
  if (pending !== undefined) await pending;
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000 / count;
}

/**
 * Prints, as JSON, the nanoseconds of each case; null for what a peer doesn't have.
 * @param {Record<string, [count: number, run: (count: number) => void | Promise<unknown>]>} cases
 */
async function report(cases) {
  const only = process.env.ONLY ?? '';
  const result = {};
  for (const [name, [count, run]] of Object.entries(cases)) {
    if (!name.includes(only)) continue;
    result[name] = null;
    try {
      for (let round = 0; round < warmingUp; round++) await time(run, count);
      let least = Infinity;
      for (let round = 0; round < counted; round++) least = Math.min(least, await time(run, count));
      result[name] = least;
    } catch {
      // A peer that lacks the function has no figure.
    }
  }
  console.log(JSON.stringify(result));
}

module.exports = { each, report };
