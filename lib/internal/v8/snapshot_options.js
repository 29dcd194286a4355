// What heap snapshots are told to show. https://nodejs.org/api/v8.html#v8getheapsnapshotoptions
'use strict';

const { validateBoolean, validateObject } = require('internal/validators');

/** The two switches that snapshots take. */
function snapshotOptions(options = {}) {
  validateObject(options, 'options');
  const { exposeInternals = false, exposeNumericValues = false } = options;
  validateBoolean(exposeInternals, 'options.exposeInternals');
  validateBoolean(exposeNumericValues, 'options.exposeNumericValues');
  return { exposeInternals, exposeNumericValues };
}

module.exports = { snapshotOptions };
