// Whether a compile cache is in use: what compiles asks here first.
'use strict';

module.exports = {
  enabled: false,
  /** Module.constants.compileCacheStatus. */
  statuses: Object.freeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 }),
  // Set by internal/modules/compile_cache.
  compile: undefined,
  record: undefined,
  recordMade: undefined,
  transpile: undefined,
};
