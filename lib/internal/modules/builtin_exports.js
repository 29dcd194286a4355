// Builtin modules as programs get them.
'use strict';

/**
 * @param {string} id a public builtin's
 * @returns {any} its exports
 */
function load(id) {
  return require(id);
}

module.exports = { load };
