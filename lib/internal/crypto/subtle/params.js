// The parameters of algorithms, as dictionaries of Web IDL. https://w3c.github.io/webcrypto/#algorithm-dictionary and
// the dictionaries of each algorithm; https://wicg.github.io/webcrypto-modern-algos/
'use strict';
const { isCryptoKey } = require('internal/crypto/subtle/key');
const { exception } = require('internal/crypto/subtle/errors');
const {
  algorithmIdentifier, bufferSource, byteLengthOf, conversionError, copyBytes, dictionary, domString, isObject, octet, uint8Array,
  unsignedLong, unsignedShort,
} = require('internal/crypto/subtle/webidl');

const { toLowerCase, startsWith } = String.prototype;

/** How many bytes of a customization are taken, as everywhere in OpenSSL. */
const mostCustomization = 512;

const required = (key, convert, check = undefined) => ({ key, convert, check, required: true });
const optional = (key, convert, check = undefined) => ({ key, convert, check, required: false });

const nameMember = required('name', domString);

/** @returns {import('./webidl').Member} */
function hashMember(type) {
  return required('hash', algorithmIdentifier, (hash) => {
    const name = isObject(hash) ? hash.name : hash;
    if (typeof name !== 'string' || !Reflect.apply(startsWith, Reflect.apply(toLowerCase, name, []), ['sha'])) {
      throw exception('NotSupportedError', `Only SHA hashes are supported in ${type}`);
    }
  });
}

function exactLength(label, length) {
  return (bytes) => {
    if (byteLengthOf(bytes) !== length) {
      throw exception('OperationError', `${label} must contain exactly ${length} bytes`);
    }
  };
}

function atMost(label, most) {
  return (bytes) => {
    if (byteLengthOf(bytes) > most) throw exception('OperationError', `${label} must be at most ${most} bytes`);
  };
}

function wholeBytes(type) {
  return (length) => {
    if (length === 0 || length % 8 !== 0) throw exception('OperationError', `Invalid ${type} outputLength`);
  };
}

const algorithm = dictionary('Algorithm', [nameMember]);

const aesKeyLength = (length) => {
  if (length !== 128 && length !== 192 && length !== 256) {
    throw exception('OperationError', 'AES key length must be 128, 192, or 256 bits');
  }
};

function aesLength(type) {
  return dictionary(type, [nameMember, required('length', unsignedShort, aesKeyLength)]);
}

const tagLengths = {
  '__proto__': null,
  'AES-GCM': [32, 64, 96, 104, 112, 120, 128],
  'AES-OCB': [64, 96, 128],
  'ChaCha20-Poly1305': [128],
};

const aeadParams = dictionary('AeadParams', [
  nameMember,
  optional('additionalData', bufferSource),
  required('iv', bufferSource, (iv, { name }) => {
    if (name === 'ChaCha20-Poly1305') exactLength('algorithm.iv', 12)(iv);
    else if (name === 'AES-OCB' && byteLengthOf(iv) > 15) {
      throw exception('OperationError', 'AES-OCB algorithm.iv must be no more than 15 bytes');
    }
  }),
  optional('tagLength', octet, (length, { name }) => {
    if (!tagLengths[name].includes(length)) {
      throw exception('OperationError', `${length} is not a valid ${name} tag length`);
    }
  }),
]);

const aesCbcParams = dictionary('AesCbcParams', [
  nameMember, required('iv', bufferSource, exactLength('algorithm.iv', 16)),
]);

const aesCtrParams = dictionary('AesCtrParams', [
  nameMember,
  required('counter', bufferSource, exactLength('algorithm.counter', 16)),
  required('length', octet, (length) => {
    if (length === 0 || length > 128) {
      throw exception('OperationError', 'AES-CTR algorithm.length must be between 1 and 128');
    }
  }),
]);

const cShakeNames = ['KMAC', 'TupleHash', 'ParallelHash'];

const cShakeParams = dictionary('CShakeParams', [
  nameMember,
  optional('customization', bufferSource, atMost('CShakeParams.customization', mostCustomization)),
  optional('functionName', bufferSource, (name) => {
    const size = byteLengthOf(name);
    if (size > 12 || (size !== 0 && !cShakeNames.includes(asciiOf(name)))) {
      throw exception('NotSupportedError', 'Unsupported CShakeParams functionName');
    }
  }),
  required('outputLength', unsignedLong),
]);

/** Bytes as text, one character each. */
function asciiOf(source) {
  return Reflect.apply(String.fromCharCode, undefined, copyBytes(source));
}

const turboShakeParams = dictionary('TurboShakeParams', [
  nameMember,
  optional('domainSeparation', octet, (domain) => {
    if (domain < 0x01 || domain > 0x7F) {
      throw exception('OperationError', 'TurboShakeParams.domainSeparation must be in range 0x01-0x7f');
    }
  }),
  required('outputLength', unsignedLong, wholeBytes('TurboShakeParams')),
]);

const kangarooTwelveParams = dictionary('KangarooTwelveParams', [
  nameMember,
  optional('customization', bufferSource, atMost('KangarooTwelveParams.customization', mostCustomization)),
  required('outputLength', unsignedLong, wholeBytes('KangarooTwelveParams')),
]);

function publicKey(value, where) {
  if (!isCryptoKey(value)) throw conversionError('ERR_INVALID_ARG_TYPE', 'is not of type CryptoKey.', where);
  return value;
}

const ecdhKeyDeriveParams = dictionary('EcdhKeyDeriveParams', [nameMember, required('public', publicKey)]);

const ecdsaParams = dictionary('EcdsaParams', [nameMember, hashMember('EcdsaParams')]);

function curveParams(type) {
  return dictionary(type, [
    nameMember,
    required('namedCurve', domString, (curve) => {
      if (curve !== 'P-256' && curve !== 'P-384' && curve !== 'P-521') {
        throw exception('NotSupportedError', 'Unrecognized namedCurve');
      }
    }),
  ]);
}

const hkdfParams = dictionary('HkdfParams', [
  nameMember,
  hashMember('HkdfParams'),
  required('info', bufferSource, atMost('algorithm.info', 1024)),
  required('salt', bufferSource),
]);

const pbkdf2Params = dictionary('Pbkdf2Params', [
  nameMember,
  hashMember('Pbkdf2Params'),
  required('iterations', unsignedLong, (iterations) => {
    if (iterations === 0) throw exception('OperationError', 'iterations cannot be zero');
  }),
  required('salt', bufferSource),
]);

function hmacParams(type, error) {
  return dictionary(type, [
    nameMember,
    hashMember(type),
    optional('length', unsignedLong, (length) => {
      if (length === 0) throw exception(error, `${type}.length cannot be 0`);
    }),
  ]);
}

function kmacKeyParams(type) {
  return dictionary(type, [nameMember, optional('length', unsignedLong)]);
}

const kmacParams = dictionary('KmacParams', [
  nameMember, optional('customization', bufferSource), required('outputLength', unsignedLong),
]);

const rsaHashedImportParams = dictionary('RsaHashedImportParams', [nameMember, hashMember('RsaHashedImportParams')]);

const rsaHashedKeyGenParams = dictionary('RsaHashedKeyGenParams', [
  nameMember,
  required('modulusLength', unsignedLong),
  required('publicExponent', uint8Array),
  hashMember('RsaHashedKeyGenParams'),
]);

const rsaOaepParams = dictionary('RsaOaepParams', [nameMember, optional('label', bufferSource)]);

const rsaPssParams = dictionary('RsaPssParams', [nameMember, required('saltLength', unsignedLong)]);

const contextParams = dictionary('ContextParams', [
  nameMember,
  optional('context', bufferSource, (context) => {
    // OpenSSL 3.2 is the first that takes one.
    if (byteLengthOf(context) !== 0) {
      throw exception('NotSupportedError', 'Non zero-length ContextParams.context is not supported');
    }
  }),
]);

module.exports = {
  aeadParams,
  aesCbcParams,
  aesCtrParams,
  aesDerivedKeyParams: aesLength('AesDerivedKeyParams'),
  aesKeyGenParams: aesLength('AesKeyGenParams'),
  algorithm,
  cShakeParams,
  contextParams,
  ecKeyGenParams: curveParams('EcKeyGenParams'),
  ecKeyImportParams: curveParams('EcKeyImportParams'),
  ecdhKeyDeriveParams,
  ecdsaParams,
  hkdfParams,
  hmacImportParams: hmacParams('HmacImportParams', 'DataError'),
  hmacKeyGenParams: hmacParams('HmacKeyGenParams', 'OperationError'),
  kangarooTwelveParams,
  kmacImportParams: kmacKeyParams('KmacImportParams'),
  kmacKeyGenParams: kmacKeyParams('KmacKeyGenParams'),
  kmacParams,
  pbkdf2Params,
  rsaHashedImportParams,
  rsaHashedKeyGenParams,
  rsaOaepParams,
  rsaPssParams,
  turboShakeParams,
};
