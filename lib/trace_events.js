// node:trace_events. https://nodejs.org/api/tracing.html
'use strict';

const { codes } = require('internal/errors');
const { validateArray, validateObject, validateString } = require('internal/validators');
const log = require('internal/trace/log');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

if (!require('worker_threads').isMainThread) throw new codes.ERR_TRACE_EVENTS_UNAVAILABLE();

/** Above so many enabled objects a program has probably forgotten to disable them. */
const kMany = 10;
const enabledTracings = new Set();

/** Categories that are enabled and disabled together. https://nodejs.org/api/tracing.html#tracing-object */
class Tracing {
  #categories;
  #enabled = false;

  /** @param {string[]} categories */
  constructor(categories) {
    this.#categories = categories;
  }

  enable() {
    if (this.#enabled || this.#categories.length === 0) return;
    this.#enabled = true;
    log.enable(this.#categories);
    enabledTracings.add(this);
    if (enabledTracings.size > kMany) {
      require('process').emitWarning('Possible trace_events memory leak detected. There are more than ' +
                                     `${kMany} enabled Tracing objects.`);
    }
  }

  disable() {
    if (!this.#enabled) return;
    this.#enabled = false;
    log.disable(this.#categories);
    enabledTracings.delete(this);
  }

  /** @returns {boolean} */
  get enabled() {
    return this.#enabled;
  }

  /** @returns {string} separated by commas */
  get categories() {
    return this.#categories.join(',');
  }

  [inspectCustom](depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Tracing ${inspect({ enabled: this.enabled, categories: this.categories }, inner)}`;
  }
}

/**
 * @param {{ categories: string[] }} options
 * @returns {Tracing} not enabled yet
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_TRACE_EVENTS_CATEGORY_REQUIRED
 */
function createTracing(options) {
  validateObject(options, 'options');
  const { categories } = options;
  validateArray(categories, 'options.categories');
  const names = [];
  for (let i = 0; i < categories.length; i++) {
    validateString(categories[i], `options.categories[${i}]`);
    names.push(categories[i]);
  }
  if (names.length === 0) throw new codes.ERR_TRACE_EVENTS_CATEGORY_REQUIRED();
  return new Tracing(names);
}

/** @returns {string | undefined} the categories that are enabled now, sorted, separated by commas */
function getEnabledCategories() {
  const enabled = log.categories();
  return enabled.length === 0 ? undefined : enabled.join(',');
}

module.exports = { createTracing, getEnabledCategories };
