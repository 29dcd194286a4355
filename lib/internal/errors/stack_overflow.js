// Whether an error says that the stack is full.
'use strict';

/**
 * @param {unknown} error
 * @returns {boolean}
 */
function isStackOverflow(error) {
  return error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
}

module.exports = { isStackOverflow };
