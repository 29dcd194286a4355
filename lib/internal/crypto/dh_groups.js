// The well-known Diffie-Hellman groups. https://nodejs.org/api/crypto.html#class-diffiehellmangroup
'use strict';

/** Bits of the primes of RFC 2409, section 6, and RFC 3526. */
const groups = {
  __proto__: null,
  modp1: 768, modp2: 1024, modp5: 1536, modp14: 2048, modp15: 3072, modp16: 4096, modp17: 6144, modp18: 8192,
};

/**
 * @param {string} name in any case
 * @returns {number | undefined} how many bits its prime has, by which native.dhGroupPrime finds it
 */
function findGroup(name) {
  return groups[name.toLowerCase()];
}

module.exports = { findGroup };
