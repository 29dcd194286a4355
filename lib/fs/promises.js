// node:fs/promises. https://nodejs.org/api/fs.html#promises-api
'use strict';

module.exports = require('internal/fs/promises').exports;
