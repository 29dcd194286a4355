// The console that the engine makes for its inspector, taken before Eddy's own takes its place.
'use strict';
module.exports = globalThis.console;
