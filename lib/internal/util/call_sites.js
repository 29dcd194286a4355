// util.getCallSites. https://nodejs.org/api/util.html#utilgetcallsitesframecount-options
'use strict';
const { validateBoolean, validateInteger, validateObject } = require('internal/validators');
const native = binding('util');

/**
 * The frames above the caller.
 * @param {number} [frameCount] 1 to 200
 * @param {{ sourceMap?: boolean }} [options]
 * @returns {object[]} functionName, scriptId, scriptName, lineNumber, columnNumber
 * @throws {TypeError | RangeError}
 */
function getCallSites(frameCount = 8, options) {
  if (options === undefined) {
    if (typeof frameCount === 'object') {
      options = frameCount;
      validateObject(options, 'options');
      if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
      frameCount = 8;
    }
  } else {
    validateObject(options, 'options');
    if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
  }
  validateInteger(frameCount, 'frameCount', 1, 200);
  const sites = native.callSites(frameCount);
  const list = [];
  for (let i = 0; i < sites.length; i++) {
    const { 0: functionName, 1: scriptId, 2: scriptName, 3: lineNumber, 4: columnNumber } = sites[i];
    list.push({
      __proto__: null, functionName, scriptId: String(scriptId), scriptName, lineNumber, columnNumber, column: columnNumber,
    });
  }
  return list;
}

module.exports = { getCallSites };
