// util.inspect: shows any value as text for people. https://nodejs.org/api/util.html#utilinspectobject-options
'use strict';
const { Printer, customInspect } = require('internal/util/inspect/printer');
const { colors, defaultOptions, styles } = require('internal/util/inspect/options');

/**
 * Shows a value as text.
 * @param {unknown} value
 * @param {object | boolean} [options] see the options of `util.inspect`; a boolean stands for `showHidden`, followed
 *   by `depth` and `colors`
 * @returns {string}
 */
function inspect(value, options) {
  const printer = new Printer(inspect);
  if (arguments.length > 1) {
    if (arguments.length > 2) {
      if (arguments[2] !== undefined) printer.depth = arguments[2];
      if (arguments.length > 3 && arguments[3] !== undefined) printer.colors = arguments[3];
    }
    if (typeof options === 'boolean') {
      printer.showHidden = options;
    } else if (options) {
      printer.configure(options);
    }
  }
  printer.prepare();
  return printer.print(value, 0);
}
inspect.custom = customInspect;
Object.defineProperty(inspect, 'defaultOptions', {
  __proto__: null,
  get() {
    return defaultOptions;
  },
  set(options) {
    require('internal/validators').validateObject(options, 'options');
    Object.assign(defaultOptions, options);
  },
});
inspect.colors = colors;
inspect.styles = styles;

/**
 * inspect for comparing values.
 * @param {unknown} value
 * @param {object} options
 * @param {boolean} withoutStack an error and its causes are shown by what they say only
 * @returns {string}
 */
function inspectForComparison(value, options, withoutStack) {
  const printer = new Printer(inspect);
  printer.configure(options);
  if (withoutStack) {
    printer.withoutStack = new Set();
    for (let error = value; error instanceof Error && !printer.withoutStack.has(error); error = error.cause) {
      printer.withoutStack.add(error);
    }
  }
  printer.prepare();
  return printer.print(value, 0);
}

module.exports = { inspect, inspectForComparison };
