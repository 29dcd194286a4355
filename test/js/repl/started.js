'use strict';
const repl = require('node:repl');
const { PassThrough, Writable } = require('node:stream');

/**
 * A REPL on streams of our own.
 * @param {object} options repl.start's, besides its streams
 * @returns {{ server: object, during: (act: () => void) => string, written: () => string }} `during` gives what the REPL
 *   writes while `act` runs, `written` what it has written since that began
 */
function started(options) {
  const input = new PassThrough();
  let text = '';
  const output = new Writable({
    write(chunk, encoding, callback) {
      text += chunk;
      callback();
    },
  });
  output.columns = 80;
  const server = repl.start({ input, output, ...options });
  return {
    server,
    during(act) {
      text = '';
      act();
      return text;
    },
    written: () => text,
  };
}

module.exports = { started };
