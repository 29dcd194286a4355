// node:util/types. https://nodejs.org/api/util.html#utiltypes
'use strict';
module.exports = require('internal/util/types');
