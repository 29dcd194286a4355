// Splits the text of a whole pattern into its components. https://urlpattern.spec.whatwg.org/#constructor-string-parsing
'use strict';

const canonical = require('internal/url/pattern/canonical');
const { Component, plain } = require('internal/url/pattern/component');
const { tokenize } = require('internal/url/pattern/tokens');

/** The states in the order of a URL's parts. */
const order = ['init', 'protocol', 'authority', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash', 'done'];

const rank = { __proto__: null };
for (let i = 0; i < order.length; i++) rank[order[i]] = i;

class ConstructorStringParser {
  #text;
  #tokens;
  #result = { __proto__: null };
  #at = 0;
  #step = 1;
  #start = 0;
  #state = 'init';
  #special = false;

  constructor(text) {
    this.#text = text;
    this.#tokens = tokenize(text, true);
  }

  parse() {
    let braces = 0;
    let brackets = 0;
    for (; this.#at < this.#tokens.length; this.#at += this.#step) {
      this.#step = 1;
      const { type } = this.#tokens[this.#at];
      if (type === 'end') {
        if (this.#state === 'init') {
          this.#rewind();
          if (this.#is(0, '#')) this.#enter('hash', 1);
          else if (this.#isSearchPrefix()) this.#enter('search', 1);
          else this.#enter('pathname', 0);
          continue;
        }
        if (this.#state === 'authority') {
          this.#rewind();
          this.#state = 'hostname';
          continue;
        }
        this.#enter('done', 0);
        break;
      }
      if (type === 'open') {
        braces++;
        continue;
      }
      if (braces > 0) {
        if (type !== 'close') continue;
        braces--;
      }
      if (this.#state === 'hostname') {
        if (this.#is(0, '[')) brackets++;
        else if (this.#is(0, ']')) brackets--;
      }
      this.#read(brackets > 0);
    }
    if (this.#result.hostname !== undefined && this.#result.port === undefined) this.#result.port = '';
    return this.#result;
  }

  #read(inBrackets) {
    switch (this.#state) {
      case 'init':
        if (this.#is(0, ':')) {
          this.#rewind();
          this.#state = 'protocol';
        }
        break;
      case 'protocol':
        if (this.#is(0, ':')) this.#leaveProtocol();
        break;
      case 'authority':
        if (this.#is(0, '@')) {
          this.#rewind();
          this.#state = 'username';
        } else if (this.#is(0, '/') || this.#isSearchPrefix() || this.#is(0, '#')) {
          this.#rewind();
          this.#state = 'hostname';
        }
        break;
      case 'username':
        if (this.#is(0, ':')) this.#enter('password', 1);
        else if (this.#is(0, '@')) this.#enter('hostname', 1);
        break;
      case 'password':
        if (this.#is(0, '@')) this.#enter('hostname', 1);
        break;
      case 'hostname':
        if (this.#is(0, ':') && !inBrackets) this.#enter('port', 1);
        else this.#readAfterHost();
        break;
      case 'port':
        this.#readAfterHost();
        break;
      case 'pathname':
        if (this.#isSearchPrefix()) this.#enter('search', 1);
        else if (this.#is(0, '#')) this.#enter('hash', 1);
        break;
      case 'search':
        if (this.#is(0, '#')) this.#enter('hash', 1);
    }
  }

  #readAfterHost() {
    if (this.#is(0, '/')) this.#enter('pathname', 0);
    else if (this.#isSearchPrefix()) this.#enter('search', 1);
    else if (this.#is(0, '#')) this.#enter('hash', 1);
  }

  #leaveProtocol() {
    this.#special = new Component(this.#componentText(), canonical.protocol, plain).matchesSpecialScheme();
    if (this.#is(1, '/') && this.#is(2, '/')) this.#enter('authority', 3);
    else this.#enter(this.#special ? 'authority' : 'pathname', 1);
  }

  #enter(state, skipped) {
    const from = this.#state;
    if (from !== 'init' && from !== 'authority') this.#result[from] = this.#componentText();
    if (from !== 'init' && state !== 'done') {
      // What is passed over matches nothing but its absence.
      const result = this.#result;
      if (rank[from] <= rank.password && rank[state] >= rank.port) result.hostname ??= '';
      if (rank[from] <= rank.port && rank[state] >= rank.search) result.pathname ??= this.#special ? '/' : '';
      if (rank[from] <= rank.pathname && state === 'hash') result.search ??= '';
    }
    this.#state = state;
    this.#at += skipped;
    this.#start = this.#at;
    this.#step = 0;
  }

  #rewind() {
    this.#at = this.#start;
    this.#step = 0;
  }

  #token(index) {
    return this.#tokens[Math.min(index, this.#tokens.length - 1)];
  }

  /** Whether the token stands for a character and not for something of the pattern's own. */
  #is(offset, character) {
    const { type, value } = this.#token(this.#at + offset);
    return value === character && (type === 'char' || type === 'escaped-char' || type === 'invalid-char');
  }

  /** Whether a search begins here: a '?' that is no modifier of what stands before it. */
  #isSearchPrefix() {
    if (this.#is(0, '?')) return true;
    if (this.#token(this.#at).value !== '?') return false;
    if (this.#at === 0) return true;
    const { type } = this.#token(this.#at - 1);
    return type !== 'name' && type !== 'regexp' && type !== 'close' && type !== 'asterisk';
  }

  #componentText() {
    return this.#text.slice(this.#token(this.#start).index, this.#tokens[this.#at].index);
  }
}

/**
 * @param {string} text
 * @returns {Record<string, string>} the components that it names
 * @throws {TypeError}
 */
function parseConstructorString(text) {
  return new ConstructorStringParser(text).parse();
}

module.exports = { parseConstructorString };
