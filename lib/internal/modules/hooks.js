// Hooks that programs register to take part in resolving and loading, in this thread.
// https://nodejs.org/api/module.html#synchronous-customization-hooks
'use strict';

/** In the order of registration; the last one is asked first. */
let resolvers = [];
let loaders = [];

/** @returns {boolean} whether any are registered */
function active() {
  return resolvers.length > 0 || loaders.length > 0;
}

/**
 * https://nodejs.org/api/module.html#moduleregisterhooksoptions
 * @param {{ resolve?: Function, load?: Function }} options
 * @returns {{ deregister(): void }}
 */
function registerHooks(options) {
  const { validateFunction, validateObject } = require('internal/validators');
  validateObject(options, 'options');
  const { resolve, load } = options;
  if (resolve !== undefined) validateFunction(resolve, 'hooks.resolve');
  if (load !== undefined) validateFunction(load, 'hooks.load');
  const resolver = { hook: resolve };
  const loader = { hook: load };
  if (resolve !== undefined) resolvers = [...resolvers, resolver];
  if (load !== undefined) loaders = [...loaders, loader];
  return {
    deregister() {
      resolvers = resolvers.filter((entry) => entry !== resolver);
      loaders = loaders.filter((entry) => entry !== loader);
    },
  };
}

/** Calls the chain from its end; `last` is what Node itself does. */
function runChain(chain, name, first, context, last, check) {
  const { codes } = require('internal/errors');
  const step = (index, subject, current) => {
    if (index < 0) return last(subject, current);
    let wentOn = false;
    const next = (nextSubject = subject, nextContext = undefined) => {
      wentOn = true;
      return step(index - 1, nextSubject, nextContext === undefined ? current : { ...current, ...nextContext });
    };
    const result = chain[index].hook(subject, current, next);
    if (result === null || typeof result !== 'object') {
      throw new codes.ERR_INVALID_RETURN_VALUE('an object', `${name} hook's ${name}()`, result);
    }
    if (!wentOn && result.shortCircuit !== true) {
      throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('true', `${name} hook's ${name}()`, 'shortCircuit',
                                                        result.shortCircuit);
    }
    check(result);
    return result;
  };
  return step(chain.length - 1, first, context);
}

function checkResolved(result) {
  if (typeof result.url === 'string') return;
  const { codes } = require('internal/errors');
  throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a string', "resolve hook's resolve()", 'url', result.url);
}

function checkLoaded() {}

/**
 * @param {string} specifier
 * @param {{ conditions: string[], importAttributes: object, parentURL?: string }} context
 * @param {(specifier: string, context: object) => { url: string, format?: string }} last
 * @returns {{ url: string, format?: string, importAttributes?: object }}
 */
function resolve(specifier, context, last) {
  return runChain(resolvers, 'resolve', specifier, context, last, checkResolved);
}

/**
 * @param {string} url
 * @param {{ conditions: string[], importAttributes: object, format?: string }} context
 * @param {(url: string, context: object) => { format: string, source: any }} last
 * @returns {{ format: string, source: any }}
 */
function load(url, context, last) {
  return runChain(loaders, 'load', url, context, last, checkLoaded);
}

/**
 * @param {any} source what a load hook gave
 * @returns {string}
 */
function sourceText(source) {
  if (typeof source === 'string') return source;
  const { Buffer } = require('buffer');
  if (ArrayBuffer.isView(source)) {
    return Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString('utf8');
  }
  return Buffer.from(source).toString('utf8');
}

module.exports = { active, registerHooks, resolve, load, sourceText };
