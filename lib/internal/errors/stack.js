// What error.stack says. https://nodejs.org/api/errors.html#errorstack, https://v8.dev/docs/stack-trace-api
'use strict';
const { isCoded } = require('internal/errors');
const sourceMaps = require('internal/source_map/state');

const errorToString = Error.prototype.toString;

/** Modules whose functions only check what the program passed: the stack begins at their caller. */
function isCheck(site) {
  const file = site.getFileName();
  return file === 'node:internal/validators' || file === 'node:internal/errors';
}

let filteredError;
let sitesFilter;

/**
 * Leaves out frames of one error, whose stack is about to be read.
 * @param {object | undefined} error
 * @param {((sites: object[]) => object[]) | undefined} filter
 */
function setSitesFilter(error, filter) {
  filteredError = error;
  sitesFilter = filter;
}

function heading(error) {
  try {
    if (error[isCoded] === true) return `${error.name} [${error.code}]: ${error.message}`;
    return errorToString.call(error);
  } catch (problem) {
    try {
      return `<error: ${errorToString.call(problem)}>`;
    } catch {
      return '<error>';
    }
  }
}

/**
 * For native code: the value of `error.stack`, computed when it is first read.
 * @param {object} error
 * @param {object[]} sites V8's call sites; changed in place
 * @param {object} global that of the error's context
 * @returns {unknown} text, or what the program's Error.prepareStackTrace returns
 */
function prepareStackTrace(error, sites, global) {
  let checks = 0;
  while (checks < sites.length - 1 && isCheck(sites[checks])) checks++;
  if (checks > 0) sites.splice(0, checks);
  let ErrorClass = global.Error;
  if (sitesFilter !== undefined && error === filteredError) {
    sites = sitesFilter(sites);
    // Who filters shows the error in this realm, and by its means where the other has none.
    if (typeof ErrorClass?.prepareStackTrace !== 'function') ErrorClass = Error;
  }
  const own = ErrorClass?.prepareStackTrace;
  if (typeof own === 'function' && own !== defaultPrepareStackTrace) return Reflect.apply(own, ErrorClass, [error, sites]);
  return defaultPrepareStackTrace(error, sites);
}

/**
 * What Error.prepareStackTrace is as long as a program doesn't replace it.
 * @param {object} error
 * @param {object[]} sites
 * @returns {string}
 */
function defaultPrepareStackTrace(error, sites) {
  let text = heading(error);
  if (sourceMaps.enabled) return require('internal/source_map/registry').formatStack(text, sites);
  for (let i = 0; i < sites.length; i++) text += `\n    at ${sites[i]}`;
  return text;
}
Object.defineProperty(Error, 'prepareStackTrace', {
  __proto__: null, value: defaultPrepareStackTrace, writable: true, enumerable: false, configurable: true,
});

module.exports = { defaultPrepareStackTrace, prepareStackTrace, setSitesFilter };
