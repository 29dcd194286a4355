// The value of the Date field, formatted once a second.
'use strict';

let text;
let until = 0;

/** @returns {string} now, as RFC 9110 5.6.7 has it */
function utcDate() {
  const now = Date.now();
  if (now >= until || now < until - 1000) {
    text = new Date(now).toUTCString();
    until = now - now % 1000 + 1000;
  }
  return text;
}

module.exports = { utcDate };
