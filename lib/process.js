// node:process. https://nodejs.org/api/process.html
'use strict';

module.exports = require('internal/process/object').process;
