// SubtleCrypto.supports. https://wicg.github.io/webcrypto-modern-algos/#SubtleCrypto-method-supports
'use strict';
const { checkLength } = require('internal/crypto/subtle/kdf');
const { slotsOf } = require('internal/crypto/subtle/key');
const { familyOf, has, normalize } = require('internal/crypto/subtle/registry');

const plain = [
  'encrypt', 'decrypt', 'sign', 'verify', 'digest', 'generateKey', 'importKey', 'exportKey', 'getPublicKey',
];

/** Whether bits can be derived; throws otherwise. */
function checkDeriving(algorithm, length) {
  const normalized = normalize(algorithm, 'deriveBits');
  const { name } = normalized;
  if (name === 'HKDF' || name === 'PBKDF2') {
    checkLength(normalized, length);
    return true;
  }
  const { type, algorithm: of } = slotsOf(normalized.public);
  if (type !== 'public' || of.name !== name) return false;
  return length === null || length <= familyOf(name).sharedBits(of);
}

function checkDerivedKey(algorithm, derived) {
  normalize(derived, 'importKey');
  const sized = normalize(derived, 'keyLength');
  return checkDeriving(algorithm, familyOf(sized.name).keyLength(sized));
}

function checkWrapping(algorithm, operation, fallback, key, keyOperation) {
  try {
    normalize(algorithm, operation);
  } catch {
    normalize(algorithm, fallback);
  }
  normalize(key, keyOperation);
  return true;
}

function check(operation, algorithm, additional) {
  switch (operation) {
    case 'deriveBits':
      return checkDeriving(algorithm, additional ?? null);
    case 'deriveKey':
      return checkDerivedKey(algorithm, additional);
    case 'wrapKey':
      return checkWrapping(algorithm, 'wrapKey', 'encrypt', additional, 'exportKey');
    case 'unwrapKey':
      return checkWrapping(algorithm, 'unwrapKey', 'decrypt', additional, 'importKey');
    default: {
      if (!plain.includes(operation)) return false;
      const normalized = normalize(algorithm, operation);
      // A key whose length nobody has said and no standard tells.
      if (operation === 'generateKey' && has(normalized.name, 'keyLength')) {
        familyOf(normalized.name).keyLength(normalized);
      }
      return true;
    }
  }
}

/**
 * @param {string} operation
 * @param {string | object} algorithm
 * @param {any} additional a length or nothing for 'deriveBits', an algorithm for what has two
 * @returns {boolean}
 */
function supports(operation, algorithm, additional) {
  try {
    return check(operation, algorithm, additional);
  } catch {
    return false;
  }
}

module.exports = supports;
