// How results are shown. https://nodejs.org/api/repl.html#customizing-repl-output
'use strict';

const { inspect } = require('util');

/**
 * @param {unknown} value
 * @returns {string} as util.inspect shows it with `writer.options`
 */
const writer = (value) => inspect(value, writer.options);
writer.options = { ...inspect.defaultOptions, showProxy: true };

/** @returns {(value: unknown) => string} the writer with colours, whatever its options will be */
function coloredWriter() {
  const colored = (value) => inspect(value, { ...writer.options, colors: true });
  Object.defineProperty(colored, 'options', {
    __proto__: null, configurable: true, enumerable: true, get: () => ({ ...writer.options, colors: true }),
  });
  return colored;
}

/** The prompt of the program `eddy` shows its options to those who type there. */
function defineReplDefaults() {
  const { validateObject } = require('internal/validators');
  Object.defineProperty(inspect, 'replDefaults', {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: () => writer.options,
    set(options) {
      validateObject(options, 'options');
      Object.assign(writer.options, options);
    },
  });
}

module.exports = { writer, coloredWriter, defineReplDefaults };
