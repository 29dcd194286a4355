// util.parseEnv: the contents of a .env file. https://nodejs.org/api/util.html#utilparseenvcontent
'use strict';
const { validateString } = require('internal/validators');

const native = binding('env');

/**
 * @param {string} content
 * @returns {Record<string, string>}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function parseEnv(content) {
  validateString(content, 'content');
  const flat = native.parse(content);
  const values = {};
  for (let i = 0; i < flat.length; i += 2) {
    // Defined, not assigned: `__proto__` is a name as any other.
    Object.defineProperty(values, flat[i], {
      __proto__: null, configurable: true, enumerable: true, writable: true, value: flat[i + 1],
    });
  }
  return values;
}

module.exports = { parseEnv };
