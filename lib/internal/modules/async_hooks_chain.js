// Hooks that modules bring by module.register and --experimental-loader: they may wait, so import waits for them.
// https://nodejs.org/api/module.html#asynchronous-customization-hooks
'use strict';
const { codes } = require('internal/errors');
const { validateObject } = require('internal/validators');

/** In the order of registration; the last one is asked first. */
const resolvers = [];
const loaders = [];
/** Registrations whose initialize has not ended. */
let pending;

/** @returns {boolean} whether imports have to wait */
function active() {
  return pending !== undefined || resolvers.length > 0 || loaders.length > 0;
}

/** @returns {Promise<void>} when all that were registered are there */
async function ready() {
  while (pending !== undefined) {
    const current = pending;
    await current;
    if (pending === current) pending = undefined;
  }
}

function warnObsolete(hooks) {
  const obsolete = ['dynamicInstantiate', 'getFormat', 'getSource', 'transformSource', 'globalPreload'].filter((name) => name in hooks);
  if (obsolete.length === 0) return;
  const isOne = obsolete.length === 1;
  require('internal/process/warning').emitWarning(
    `Obsolete loader hook${isOne ? '' : 's'} supplied and will be ignored: ${obsolete.join(', ')}`, 'DeprecationWarning');
}

/**
 * Takes the hooks of a module.
 * @param {string} url
 * @param {object} exported its namespace
 * @param {unknown} data for its initialize
 */
function add(url, exported, data) {
  warnObsolete(exported);
  const { initialize, resolve, load } = exported;
  if (typeof resolve === 'function') resolvers.push({ hook: resolve, url });
  if (typeof load === 'function') loaders.push({ hook: load, url });
  if (typeof initialize !== 'function') return;
  const result = initialize(data);
  if (result !== null && typeof result === 'object' && typeof result.then === 'function') wait(result);
}

function wait(promise) {
  const before = pending;
  pending = before === undefined ? Promise.resolve(promise) : before.then(() => promise);
}

/**
 * https://nodejs.org/api/module.html#moduleregisterspecifier-parenturl-options
 * @param {string | URL} specifier
 * @param {string | URL | object} [parentURL]
 * @param {{ parentURL?: string | URL, data?: unknown, transferList?: object[] }} [options]
 */
function register(specifier, parentURL = undefined, options = undefined) {
  const { isURL } = require('internal/url');
  if (parentURL !== undefined && parentURL !== null && typeof parentURL === 'object' && !isURL(parentURL)) {
    options = parentURL;
    parentURL = options.parentURL;
  }
  const parent = `${parentURL ?? options?.parentURL ?? 'data:'}`;
  registerModule(`${specifier}`, parent, options?.data, options?.transferList);
}

function registerModule(specifier, parentURL, data, transferList) {
  const loader = require('internal/modules/esm/loader');
  const native = binding('modules');
  const parent = { url: parentURL, path: native.fileUrlToPath(parentURL) };
  const copy = data === undefined ? undefined : structuredClone(data, { transfer: transferList });
  const load = async () => {
    const { url, exported } = await loader.importHooks(specifier, parent);
    add(url, exported, copy);
  };
  // Without anything to wait for it is there at once, as what comes next expects.
  const found = active() ? undefined : loader.requireHooks(specifier, parent);
  if (found === undefined) wait(load());
  else add(found.url, found.exported, copy);
}

/** A hook as errors name it. */
function nameOf(kind, url) {
  return `${binding('modules').fileUrlToPath(url) ?? url} '${kind}'`;
}

/** Calls a chain from its end. */
async function runChain(chain, kind, first, context, last, check) {
  let shortCircuited = false;
  /** The hook that has neither gone on nor said that it will not. */
  let incomplete = chain[chain.length - 1]?.url;
  let reachedLast = false;
  const subjectName = kind === 'resolve' ? 'specifier' : 'url';
  const step = async (index, subject, current) => {
    if (index < 0) {
      reachedLast = true;
      return last(subject, current);
    }
    const { hook, url } = chain[index];
    incomplete = url;
    const nextName = kind === 'resolve' ? 'nextResolve' : 'nextLoad';
    const next = async (nextSubject = subject, nextContext = undefined) => {
      const from = `${index === 0 ? `node:internal/modules/esm/${kind} '${kind}'` : nameOf(kind, chain[index - 1].url)} hook's ${nextName}()`;
      if (typeof nextSubject !== 'string') {
        throw new codes.ERR_INVALID_ARG_TYPE(
          `${from} ${subjectName}`, kind === 'resolve' ? 'string' : 'a URL string', nextSubject);
      }
      if (kind === 'load' && !URL.canParse(nextSubject)) {
        throw new codes.ERR_INVALID_ARG_VALUE(`${from} url`, nextSubject, 'should be a URL string');
      }
      if (nextContext !== undefined) validateObject(nextContext, `${from} context`);
      const merged = nextContext ? { ...current, ...nextContext } : current;
      const given = await step(index - 1, nextSubject, merged);
      return given;
    };
    const result = await hook(subject, current, next);
    if (result === null || (typeof result !== 'object')) {
      throw new codes.ERR_INVALID_RETURN_VALUE('an object', `${nameOf(kind, url)} hook's ${nextName}()`, result);
    }
    if (result.shortCircuit) shortCircuited = true;
    return result;
  };
  const result = await step(chain.length - 1, first, context);
  if (!shortCircuited && !reachedLast) {
    throw new codes.ERR_LOADER_CHAIN_INCOMPLETE(nameOf(kind, incomplete));
  }
  check(result, chain[chain.length - 1]?.url);
  return result;
}

function checkResolved({ url, format }, hookUrl) {
  const from = nameOf('resolve', hookUrl);
  if (typeof url !== 'string') throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', from, 'url', url);
  if (!URL.canParse(url)) throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', from, 'url', url);
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a string', from, 'format', format);
  }
}

function checkLoaded({ format, source }, hookUrl) {
  const from = nameOf('load', hookUrl);
  if (typeof format !== 'string') throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a string', from, 'format', format);
  if (source !== undefined && source !== null && typeof source !== 'string' && !ArrayBuffer.isView(source) &&
      !require('internal/util/types').isAnyArrayBuffer(source)) {
    throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', from, 'source', source);
  }
}

/** @returns {Promise<{ url: string, format?: string }>} */
function resolve(specifier, context, last) {
  return runChain(resolvers, 'resolve', specifier, context, last, resolvers.length === 0 ? () => {} : checkResolved);
}

/** @returns {Promise<{ format: string, source: any }>} */
function load(url, context, last) {
  return runChain(loaders, 'load', url, context, last, loaders.length === 0 ? () => {} : checkLoaded);
}

/** @returns {string} the last load hook, as errors name it */
function lastLoader() {
  return loaders.length === 0 ? 'load' : nameOf('load', loaders[loaders.length - 1].url);
}

/** What --experimental-loader names, relative to the working directory. */
function registerFromCommandLine(list) {
  const native = binding('modules');
  const { process } = require('internal/process/object');
  const words = list.map((name) =>
    `register(${JSON.stringify(name)}, pathToFileURL("./"));`).join(' ').replaceAll("'", "\\'");
  require('internal/process/warning').emitWarning(
    '`--experimental-loader` may be removed in the future; instead use `register()`:\n' +
    `--import 'data:text/javascript,import { register } from "node:module"; import { pathToFileURL } from "node:url"; ${words}'`,
    'ExperimentalWarning');
  const parent = native.pathToFileUrl(`${process.cwd()}/`);
  for (let i = 0; i < list.length; i++) registerModule(list[i], parent, undefined, undefined);
}

module.exports = { active, ready, register, registerFromCommandLine, resolve, load, lastLoader };
