// The exceptions of Web Crypto. https://w3c.github.io/webcrypto/#SubtleCrypto-Exceptions
'use strict';

/**
 * @param {string} name of the exception: 'DataError', 'InvalidAccessError', 'NotSupportedError', 'OperationError', 'SyntaxError'
 * @param {string} message
 * @param {unknown} [cause]
 * @returns {DOMException}
 */
function exception(name, message, cause = undefined) {
  const { DOMException } = require('internal/domexception');
  return new DOMException(message, cause === undefined ? name : { name, cause });
}

/** An OperationError where OpenSSL refuses. */
function operationFailed(cause = undefined) {
  return exception('OperationError', 'The operation failed for an operation-specific reason', cause);
}

/** A DataError for a key that can't be read. */
function invalidKeyData(cause = undefined) {
  return exception('DataError', 'Invalid keyData', cause);
}

/** A NotSupportedError. */
function unsupportedFormat(verb, what, format) {
  return exception('NotSupportedError', `Unable to ${verb} ${what} using ${format} format`);
}

module.exports = { exception, invalidKeyData, operationFailed, unsupportedFormat };
