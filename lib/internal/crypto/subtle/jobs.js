// How native computations of Web Crypto end. src/bindings/crypto/crypto_job.h
'use strict';
const { isNativeError } = binding('types');
const { exception, operationFailed } = require('internal/crypto/subtle/errors');
const { asResource } = require('internal/async/hooks');

/**
 * @callback Done
 * @param {unknown} error undefined where there is a value
 * @param {any} [value]
 */

/**
 * The callback for native code.
 * @param {string} type of the asynchronous resource
 * @param {Done} done gets an OperationError where OpenSSL refuses
 * @returns {(result: any) => void}
 */
function ending(type, done) {
  return asResource(type, (result) => {
    if (isNativeError(result)) done(operationFailed(result));
    else done(undefined, result);
  });
}

/**
 * The usages of a new or imported key.
 * @param {string[]} usages
 * @param {string[]} allowed
 * @param {string} name of the algorithm
 * @throws {DOMException} SyntaxError
 */
function checkUsages(usages, allowed, name) {
  if (usages.some((usage) => !allowed.includes(usage))) {
    throw exception('SyntaxError', `Unsupported key usage for ${name} key`);
  }
}

/** @throws {DOMException} SyntaxError */
function requireUsages(usages, message) {
  if (usages.length === 0) throw exception('SyntaxError', message);
}

const noUsageOfNew = 'Usages cannot be empty when creating a key.';
const noUsageOfSecret = 'Usages cannot be empty when importing a secret key.';
const noUsageOfPrivate = 'Usages cannot be empty when importing a private key.';

module.exports = { checkUsages, ending, noUsageOfNew, noUsageOfPrivate, noUsageOfSecret, requireUsages };
