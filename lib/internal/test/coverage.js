// Coverage of tests. https://nodejs.org/api/test.html#collecting-code-coverage
'use strict';
const { codes } = require('internal/errors');

class Coverage {
  /** @throws {Error} ERR_INSPECTOR_NOT_AVAILABLE: counts are taken by the inspector, which is not there */
  constructor() {
    throw new codes.ERR_INSPECTOR_NOT_AVAILABLE();
  }
}

module.exports = { Coverage };
