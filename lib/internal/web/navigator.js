// navigator. https://nodejs.org/api/globals.html#navigator
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');

/** Says that the constructor's call is this module's own. */
const constructible = Symbol('constructible');

class Navigator {
  #processors = 0;
  #languages = undefined;
  #userAgent = '';
  #platform = '';

  constructor(token = undefined) {
    if (token !== constructible) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  /** @returns {number} how many threads the program can use at once */
  get hardwareConcurrency() {
    return this.#processors ||= require('os').availableParallelism();
  }

  /** @returns {string} the preferred language as a BCP 47 tag */
  get language() {
    return (this.#languages ??= tags())[0];
  }

  /** @returns {readonly string[]} */
  get languages() {
    return this.#languages ??= tags();
  }

  /** @returns {string} the product and its major version */
  get userAgent() {
    return this.#userAgent ||= `Node.js/${/^v(\d+)/.exec(require('process').version)[1]}`;
  }

  /** @returns {string} the system and the processor */
  get platform() {
    return this.#platform ||= `Linux ${require('os').machine()}`;
  }

  /** @returns {LockManager} https://w3c.github.io/web-locks/ */
  get locks() {
    if (!(#platform in this)) throw new ERR_INVALID_THIS('Navigator');
    return require('internal/worker/locks').locks;
  }
}

function tags() {
  return Object.freeze([new Intl.Collator().resolvedOptions().locale]);
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Navigator.prototype, {
  hardwareConcurrency: enumerable,
  language: enumerable,
  languages: enumerable,
  userAgent: enumerable,
  platform: enumerable,
  locks: enumerable,
});

module.exports = { Navigator, navigator: new Navigator(constructible) };
