// util.getCallSites. https://nodejs.org/api/util.html#utilgetcallsitesframecount-options
'use strict';
const { validateBoolean, validateInteger, validateObject } = require('internal/validators');
const native = binding('util');

/** A place in terms of its source; undefined where there is no map. */
function inSource(functionName, scriptName, line, column) {
  const map = require('internal/source_map/registry').findSourceMap(scriptName);
  const entry = map?.findEntry(line - 1, column - 1);
  if (entry?.originalSource === undefined) return undefined;
  return {
    __proto__: null,
    functionName,
    scriptName: entry.originalSource,
    lineNumber: entry.originalLine + 1,
    column: entry.originalColumn + 1,
    columnNumber: entry.originalColumn + 1,
  };
}

/**
 * The frames above the caller.
 * @param {number} [frameCount] 1 to 200
 * @param {{ sourceMap?: boolean }} [options]
 *   `sourceMap`: in terms of the sources of what was compiled; by default where source maps are enabled
 * @returns {object[]} functionName, scriptId, scriptName, lineNumber, columnNumber; without scriptId in terms of a source
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
  const mapped = options?.sourceMap ?? require('internal/source_map/state').enabled;
  const list = [];
  for (let i = 0; i < sites.length; i++) {
    const { 0: functionName, 1: scriptId, 2: scriptName, 3: lineNumber, 4: columnNumber } = sites[i];
    list.push((mapped ? inSource(functionName, scriptName, lineNumber, columnNumber) : undefined) ?? {
      __proto__: null, functionName, scriptId: String(scriptId), scriptName, lineNumber, columnNumber, column: columnNumber,
    });
  }
  return list;
}

module.exports = { getCallSites };
