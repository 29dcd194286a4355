// node:constants. https://nodejs.org/api/deprecations.html#dep0008-requirenodeconstants
'use strict';

const { fs, os } = binding('constants');

// Node has put the constants of crypto here as well; they are there only in a build with crypto.
let crypto;
try {
  ({ constants: crypto } = require('crypto'));
} catch {
  crypto = undefined;
}

module.exports = Object.freeze({ ...os.dlopen, ...os.errno, ...os.priority, ...os.signals, ...fs, ...crypto });
