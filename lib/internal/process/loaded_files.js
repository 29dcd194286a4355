// Tells the process that watches this one (internal/process/watch_mode) which files are loaded as modules.
'use strict';

const { process } = require('internal/process/object');

/** @param {string} file an absolute path */
function tell(file) {
  if (process.connected) process.send({ type: 'eddy:loaded', file });
}

/** Begins to tell, when the parent has asked for it; children of this process are not asked. */
function start() {
  delete process.env.EDDY_TELL_LOADED_FILES;
  require('internal/modules/module_source').setOnRead(tell);
}

module.exports = { start };
