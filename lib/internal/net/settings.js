// Defaults of connecting to a name with several addresses. https://nodejs.org/api/net.html#netgetdefaultautoselectfamily
'use strict';

const options = require('internal/options');
const { validateBoolean, validateInt32 } = require('internal/validators');

let family;
let timeout;

/** @returns {boolean} */
function getDefaultAutoSelectFamily() {
  return family ??= !options.get('--no-network-family-autoselection');
}

/** @param {boolean} value */
function setDefaultAutoSelectFamily(value) {
  validateBoolean(value, 'value');
  family = value;
}

/** @returns {number} milliseconds */
function getDefaultAutoSelectFamilyAttemptTimeout() {
  return timeout ??= Number(options.get('--network-family-autoselection-attempt-timeout') ?? 250);
}

/** @param {number} value milliseconds, at least 1; below 10 counts as 10 */
function setDefaultAutoSelectFamilyAttemptTimeout(value) {
  validateInt32(value, 'value', 1);
  timeout = value < 10 ? 10 : value;
}

module.exports = {
  getDefaultAutoSelectFamily, setDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout, setDefaultAutoSelectFamilyAttemptTimeout,
};
