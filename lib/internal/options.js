// The command line's options, as src/cli/options.cc read them. https://nodejs.org/api/cli.html
'use strict';

const native = binding('options');

let values;

/**
 * @param {string} name with its dashes: '--unhandled-rejections'
 * @returns {any} true, a string, a number or an array of strings as given; undefined when it was not given
 */
function get(name) {
  values ??= native.values();
  return values[name];
}

module.exports = { get };
