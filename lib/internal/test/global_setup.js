// --test-global-setup: a module that prepares what all tests share. https://nodejs.org/api/test.html#global-setup-and-teardown
'use strict';
const { validateFunction } = require('internal/validators');

/**
 * Loads the module and runs its globalSetup.
 * @param {string} specifier a path or what import() takes
 * @returns {Promise<(() => Promise<void>) | undefined>} its globalTeardown
 */
async function begin(specifier) {
  const { resolve } = require('path');
  const { pathToFileURL } = require('url');
  const { importFrom } = require('internal/modules/esm/entry');
  const module = await importFrom(pathToFileURL(resolve(specifier)).href);
  const { globalSetup, globalTeardown } = module;
  if (globalSetup !== undefined) validateFunction(globalSetup, 'globalSetup');
  if (globalTeardown !== undefined) validateFunction(globalTeardown, 'globalTeardown');
  if (globalSetup !== undefined) await globalSetup();
  return globalTeardown === undefined ? undefined : async () => { await globalTeardown(); };
}

module.exports = { begin };
