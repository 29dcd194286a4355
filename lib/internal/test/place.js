// Where in the program a test is defined: the caller of test(), as its reports tell it.
'use strict';
const native = binding('util');
const { fileURLToPath } = require('internal/url/file');

function toPath(scriptName) {
  if (!scriptName.startsWith('file:')) return scriptName;
  try {
    return fileURLToPath(scriptName);
  } catch {
    return scriptName;
  }
}

/**
 * The innermost frame that is no builtin's.
 * @returns {{ line: number, column: number, file: string } | undefined}
 */
function callerPlace() {
  const sites = native.callSites(16);
  for (let i = 0; i < sites.length; i++) {
    const { 2: scriptName, 3: line, 4: column } = sites[i];
    if (typeof scriptName !== 'string' || scriptName.startsWith('node:')) continue;
    return { line, column, file: toPath(scriptName) };
  }
  return undefined;
}

module.exports = { callerPlace };
