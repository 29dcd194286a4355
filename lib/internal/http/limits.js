// Limits that come from the command line or from options. https://nodejs.org/api/cli.html#--max-http-header-sizesize
'use strict';

const commandLine = require('internal/options');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateNumber, validateOneOf } = require('internal/validators');

/** The leniency of a parser by `httpValidation`: see enum Leniency, src/http/parser.h. */
const leniencies = { strict: 0, relaxed: 1, insecure: 2 };

/** @returns {number} `--max-http-header-size`, in bytes */
function maxHeaderSize() {
  return Number(commandLine.get('--max-http-header-size')) || 16384;
}

/**
 * @param {object} options of a server or a request
 * @returns {0 | 1 | 2} from `httpValidation` or `insecureHTTPParser`
 */
function leniencyOf(options) {
  const { httpValidation, insecureHTTPParser } = options;
  if (insecureHTTPParser !== undefined) validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser');
  if (httpValidation !== undefined) {
    validateOneOf(httpValidation, 'options.httpValidation', ['strict', 'relaxed', 'insecure']);
    if (insecureHTTPParser !== undefined) {
      throw new ERR_INVALID_ARG_VALUE('options.httpValidation', httpValidation,
                                      'cannot be used together with options.insecureHTTPParser');
    }
    return leniencies[httpValidation];
  }
  return insecureHTTPParser ?? commandLine.get('--insecure-http-parser') ? leniencies.insecure : leniencies.strict;
}

/**
 * @param {number} msecs
 * @param {string} name for the error
 * @returns {number} at most what a timer can wait
 */
function timeoutOf(msecs, name) {
  validateNumber(msecs, name);
  if (msecs < 0 || !Number.isFinite(msecs)) throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  if (msecs > 0x7fffffff) {
    require('process').emitWarning(`${msecs} does not fit into a 32-bit signed integer.` +
      '\nTimer duration was truncated to 2147483647.', 'TimeoutOverflowWarning');
    return 0x7fffffff;
  }
  return msecs;
}

module.exports = { leniencyOf, maxHeaderSize, timeoutOf };
