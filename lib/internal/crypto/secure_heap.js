// The heap of --secure-heap, which OpenSSL keeps secrets in. https://nodejs.org/api/cli.html#--secure-heapn
'use strict';
const { get } = require('internal/options');
const native = binding('crypto');

let known;

/**
 * Makes the heap the first time, if it is asked for.
 * @returns {[number, number]} its size and its least piece, in bytes
 */
function sizes() {
  if (known === undefined) {
    const total = Number(get('--secure-heap') ?? 0);
    const least = Math.max(2, Number(get('--secure-heap-min') ?? 2));
    known = total > 0 && native.startSecureHeap(total, least) >= 0 ? [total, least] : [0, 2];
  }
  return known;
}

module.exports = { sizes };
