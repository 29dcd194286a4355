// Signals by name and by number. https://man7.org/linux/man-pages/man7/signal.7.html
'use strict';

const { os: { signals } } = binding('constants');

/** Name to number. */
const numbers = signals;

/** Number to name; the first name of those that share a number. */
const names = { __proto__: null };
for (const name of Object.keys(signals)) names[signals[name]] ??= name;

module.exports = { numbers, names };
