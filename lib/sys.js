// node:sys, the former name of node:util. https://nodejs.org/api/deprecations.html#DEP0025
'use strict';
require('process').emitWarning('sys is deprecated. Use util instead.', 'DeprecationWarning', 'DEP0025');
module.exports = require('util');
