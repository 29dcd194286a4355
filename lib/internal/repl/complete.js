// Completion at the prompt. https://nodejs.org/api/repl.html#commands-and-special-keys
'use strict';

/**
 * @param {REPLServer} server
 * @param {string} text before the cursor
 * @param {(error: Error | null, answer: [string[], string]) => void} callback
 */
function complete(server, text, callback) {
  callback(null, [[], text]);
}

module.exports = { complete };
