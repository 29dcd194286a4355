// ES modules as programs: the entry point, --import, --eval. https://nodejs.org/api/esm.html
'use strict';

require('internal/modules/esm/dynamic');
const loader = require('internal/modules/esm/loader');
const asyncHooks = require('internal/modules/async_hooks_chain');
const { process } = require('internal/process/object');
const { setUnsettled } = require('internal/process/uncaught');
const { reportUncaught } = require('internal/ticks');

/** The exit code where a top-level await never settled. */
const kUnsettled = 13;

/**
 * Runs the program's module and waits for it: says so when the process ends before it has. A module runs as a microtask,
 * wherever it comes from, so that the promise jobs it makes come before its ticks (process.nextTick()).
 */
function runToEnd(record) {
  const onExit = () => {
    process.exitCode ??= kUnsettled;
    if (process.exitCode !== kUnsettled || record === undefined) return;
    const stalled = record.stalledAwaits();
    for (let i = 0; i < stalled.length; i++) {
      process._rawDebug(`Warning: Detected unsettled top-level await at ${stalled[i]}\n\n\n`);
    }
  };
  setUnsettled(onExit);
  const prepared = asyncHooks.active() ? loader.prepareWaiting(record) : Promise.resolve(loader.prepare(record));
  const evaluated = prepared.then(() => loader.evaluate(record));
  return evaluated.then(() => {
    setUnsettled(null);
  }, (error) => {
    setUnsettled(null);
    // As what it is: no rejection that the program forgot to handle.
    reportUncaught(error, true);
  });
}

/**
 * Runs a file as the program's main module.
 * @param {string} path
 */
function runMain(path) {
  if (asyncHooks.active()) return runHookedMain(path);
  return runToEnd(loader.recordOf(loader.placeOfFile(path), undefined, true));
}

/** The main module where hooks have a say in what it is. */
async function runHookedMain(path) {
  setUnsettled(() => { process.exitCode ??= kUnsettled; });
  try {
    const place = loader.placeOfFile(path);
    await loader.importWaiting(place.url, { url: 'data:', path: undefined }, undefined, true);
  } catch (error) {
    setUnsettled(null);
    reportUncaught(error, true);
    return;
  }
  setUnsettled(null);
}

/**
 * Runs a module that a URL names (file:, data:) as the program.
 * @param {string} url
 */
function runUrl(url) {
  const onExit = () => { process.exitCode ??= kUnsettled; };
  process.on('exit', onExit);
  return importFrom(url).finally(() => process.off('exit', onExit));
}

/**
 * Runs what --entry-url names: a URL, or one relative to the current folder.
 * @param {string} url
 */
function runEntryUrl(url) {
  const base = require('url').pathToFileURL(`${process.cwd()}/`);
  return runUrl(new URL(url, base).href);
}

/**
 * Runs the main file, whose source turned out to be an ES module.
 * @param {string} path
 * @param {string} source
 */
function runMainSource(path, source) {
  return runToEnd(loader.recordOfSource(loader.placeOfFile(path), source, true));
}

/**
 * Runs a text (--eval, stdin) as an ES module.
 * @param {string} source
 */
function runSource(source) {
  const place = loader.placeOfFile(`${process.cwd()}/[eval1]`);
  place.url = place.url.replaceAll('%5B', '[').replaceAll('%5D', ']');
  return runToEnd(loader.recordOfSource(place, source, true));
}

/**
 * Compiles a text as an ES module, without running it.
 * @param {string} source
 * @param {string} name
 */
function check(source, name) {
  require('internal/modules/esm/records').fromSource(name, source);
}

/**
 * Evaluates the modules of --import in turn, then calls `then`.
 * @param {string[]} specifiers
 * @param {Function} then
 */
async function importAll(specifiers, then) {
  const parent = loader.placeOfFile(`${process.cwd()}/`);
  const onExit = () => { process.exitCode ??= kUnsettled; };
  setUnsettled(onExit);
  try {
    for (let i = 0; i < specifiers.length; i++) await loader.importModule(specifiers[i], parent, undefined);
  } finally {
    setUnsettled(null);
  }
  await then();
}

/**
 * Imports a module as the program's folder would: what the command line names.
 * @param {string} specifier as import() or --import take it
 * @returns {Promise<object>} its namespace
 */
function importFrom(specifier) {
  return loader.importModule(specifier, loader.placeOfFile(`${process.cwd()}/`), undefined);
}

module.exports = { importFrom, runHookedMain, runMain, runUrl, runEntryUrl, runMainSource, runSource, check, importAll };
