// One component of a pattern (its hostname, its pathname, ...), ready to match. https://urlpattern.spec.whatwg.org/#component
'use strict';

const canonical = require('internal/url/pattern/canonical');
const { parseParts, patternOf, regexpOf } = require('internal/url/pattern/parts');

const { exec } = RegExp.prototype;
const call = Function.prototype.call.bind(Function.prototype.call);

const plain = { delimiter: '', prefix: '' };
const hostname = { delimiter: '.', prefix: '' };
const pathname = { delimiter: '/', prefix: '/' };

const anything = Symbol('anything');

class Component {
  #regexp;
  #names;
  /** What stands for the whole where no expression is needed: text that it must be, or `anything`. */
  #whole = undefined;

  /**
   * @param {string} text the pattern
   * @param {(text: string) => string} encode see parseParts
   * @param {{ delimiter: string, prefix: string }} options `plain`, `hostname` or `pathname`
   * @param {boolean} [ignoreCase]
   * @throws {TypeError | SyntaxError}
   */
  constructor(text, encode, options, ignoreCase = false) {
    const parts = parseParts(text, options, encode);
    const { source, names } = regexpOf(parts, options);
    this.#regexp = new RegExp(source, ignoreCase ? 'vi' : 'v');
    this.#names = names;
    if (parts.length === 0) this.#whole = '';
    else if (parts.length === 1 && parts[0].modifier === '' && parts[0].prefix === '' && parts[0].suffix === '') {
      if (parts[0].type === 'any') this.#whole = anything;
      else if (parts[0].type === 'text' && !ignoreCase) this.#whole = parts[0].value;
    }
    /** The pattern in its shortest form. */
    this.pattern = patternOf(parts, options);
    /** Whether a group has a regular expression of its own. */
    this.hasRegExpGroups = parts.some((part) => part.type === 'regexp');
  }

  /** @returns {boolean} whether it matches whatever a URL has there */
  get matchesAnything() {
    return this.#whole === anything;
  }

  /**
   * @param {string} input
   * @returns {boolean}
   */
  test(input) {
    const whole = this.#whole;
    // A URL's part has no line end, which '.' would not match.
    if (whole !== undefined) return whole === anything || whole === input;
    return call(exec, this.#regexp, input) !== null;
  }

  /**
   * @param {string} input
   * @returns {RegExpExecArray | null}
   */
  match(input) {
    return call(exec, this.#regexp, input);
  }

  /**
   * @param {string} input
   * @param {RegExpExecArray} found what match() answered
   * @returns {{ input: string, groups: Record<string, string | undefined> }}
   */
  result(input, found) {
    const groups = {};
    for (let i = 0; i < this.#names.length; i++) groups[this.#names[i]] = found[i + 1];
    return { groups, input };
  }

  /** @returns {boolean} whether it matches a scheme that the URL Standard treats in a way of its own */
  matchesSpecialScheme() {
    for (const scheme in canonical.defaultPorts) {
      if (this.test(scheme)) return true;
    }
    return false;
  }
}

module.exports = { Component, plain, hostname, pathname };
