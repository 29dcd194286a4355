// Whether source maps are looked at: what compiles and what prints stacks asks here first.
'use strict';

module.exports = {
  /** https://nodejs.org/api/module.html#modulegetsourcemapssupport */
  enabled: false,
  nodeModules: false,
  generatedCode: false,
};
