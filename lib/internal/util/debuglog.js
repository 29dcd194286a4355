// util.debuglog: messages to stderr for sections that NODE_DEBUG names.
// https://nodejs.org/api/util.html#utildebuglogsection-callback
'use strict';
const { formatWithOptions } = require('internal/util/format');

let enabledSections;
const loggers = { __proto__: null };

function isEnabled(section) {
  if (enabledSections === undefined) {
    const names = require('process').env.NODE_DEBUG;
    if (names) {
      const pattern = names.replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replaceAll('*', '.*').replaceAll(',', '$|^');
      const expression = new RegExp(`^${pattern}$`, 'i');
      enabledSections = (name) => expression.test(name);
    } else {
      enabledSections = () => false;
    }
  }
  return enabledSections(section);
}

function makeLogger(section) {
  if (!isEnabled(section)) return () => {};
  const process = require('process');
  if (section === 'HTTP' || section === 'HTTP2') {
    process.emitWarning(
      `Setting the NODE_DEBUG environment variable to '${section.toLowerCase()}' can expose sensitive data (such as ` +
      'passwords, tokens and authentication headers) in the resulting log.');
  }
  return (...args) => {
    const { stderr } = process;
    const colors = require('internal/tty/colors').showsColors(stderr);
    const text = formatWithOptions({ colors }, ...args);
    // The process's id is coloured as any number is.
    stderr.write(`${formatWithOptions({ colors }, section, process.pid)}: ${text}\n`);
  };
}

/**
 * @param {string} section
 * @param {(logger: Function) => void} [onFirst] receives the bare logging function at the first call
 * @returns {Function & { enabled: boolean }}
 */
function debuglog(section, onFirst) {
  const name = `${section}`.toUpperCase();
  let log = (...args) => {
    const made = loggers[name] ??= makeLogger(name);
    log = made;
    if (typeof onFirst === 'function') onFirst(withEnabled((...rest) => made(...rest), name));
    made(...args);
  };
  return withEnabled((...args) => log(...args), name);
}

function withEnabled(logger, name) {
  return Object.defineProperty(logger, 'enabled', {
    __proto__: null,
    get() {
      return isEnabled(name);
    },
    configurable: true,
    enumerable: true,
  });
}

module.exports = { debuglog };
