// Which of process.stdin, stdout and stderr the program has asked for. Until then console writes without them.
'use strict';

const made = { __proto__: null, stdin: false, stdout: false, stderr: false };

/** The accessors that process begins with, by name. */
const getters = { __proto__: null };
for (const name of ['stdin', 'stdout', 'stderr']) {
  getters[name] = function() {
    made[name] = true;
    return require('internal/process/stdio')[name]();
  };
  Object.defineProperty(getters[name], 'name', { __proto__: null, value: `get ${name}`, configurable: true });
}

module.exports = { getters, made };
