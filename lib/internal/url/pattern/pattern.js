// URLPattern. https://urlpattern.spec.whatwg.org/#urlpattern-class, https://nodejs.org/api/url.html#class-urlpattern
'use strict';

const { cloneable } = require('internal/cloneable');
const { URL } = require('internal/url/url');
const canonical = require('internal/url/pattern/canonical');
const { Component, plain, hostname: hostnameOptions, pathname: pathnameOptions } = require('internal/url/pattern/component');
const { parseConstructorString } = require('internal/url/pattern/constructor_string');
const { memberOf, members, membersOf, processInit } = require('internal/url/pattern/init');

function coded(message, code) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The members of a URLPatternInit that are strings; others count as not given. */
function readInit(input) {
  const init = { __proto__: null };
  for (let i = 0; i < members.length; i++) {
    const value = input[members[i]];
    if (typeof value === 'string') init[members[i]] = value.toWellFormed();
  }
  const { baseURL } = input;
  if (typeof baseURL === 'string') init.baseURL = baseURL.toWellFormed();
  return init;
}

function isIPv6(hostname) {
  return hostname.length >= 2 && (hostname[0] === '[' || hostname.startsWith('{[') || hostname.startsWith('\\['));
}

/** https://urlpattern.spec.whatwg.org/#url-pattern-create */
function compile(input, base, ignoreCase) {
  let init;
  if (typeof input === 'string') {
    init = parseConstructorString(input.toWellFormed());
    if (base === undefined && init.protocol === undefined) throw new TypeError('A pattern without a protocol needs a base URL');
    if (base !== undefined) init.baseURL = base;
  } else {
    init = readInit(input);
    if (base !== undefined) throw new TypeError('A base URL belongs into the object');
  }
  const text = processInit(init, true, { __proto__: null });
  for (let i = 0; i < members.length; i++) text[members[i]] ??= '*';
  const { protocol, username, password, hostname, pathname, search, hash } = text;
  const port = canonical.defaultPorts[protocol] === text.port ? '' : text.port;

  const protocolComponent = new Component(protocol, canonical.protocol, plain);
  const special = protocolComponent.matchesSpecialScheme();
  const canonicalHost = isIPv6(hostname) ? canonical.ipv6 : canonical.domain;
  return {
    __proto__: null,
    protocol: protocolComponent,
    username: new Component(username, canonical.username, plain),
    password: new Component(password, canonical.password, plain),
    hostname: new Component(hostname, canonicalHost, hostnameOptions),
    port: new Component(port, canonical.port, plain),
    pathname: special ? new Component(pathname, canonical.pathname, pathnameOptions, ignoreCase) :
      new Component(pathname, canonical.opaquePathname, plain, ignoreCase),
    search: new Component(search, canonical.search, plain, ignoreCase),
    hash: new Component(hash, canonical.hash, plain, ignoreCase),
  };
}

/** What to match against, by member; null where the input is no URL. */
function readInput(input, base) {
  if (typeof input === 'string') {
    const url = URL.parse(input, base);
    return url === null ? null : membersOf(url);
  }
  const init = readInit(input);
  const empty = {
    __proto__: null, protocol: '', username: '', password: '', hostname: '', port: '', pathname: '', search: '', hash: '',
  };
  try {
    return processInit(init, false, empty);
  } catch {
    return null;
  }
}

class URLPattern {
  #components;
  /** The members that have something to match. @type {string[]} */
  #checked;

  /**
   * @param {string | object} [input] a pattern, or patterns of components; all match when it is left out
   * @param {string | { ignoreCase?: boolean }} [baseURL] of a pattern that is a string; or the options
   * @param {{ ignoreCase?: boolean }} [options]
   * @throws {TypeError} ERR_INVALID_URL_PATTERN, ERR_INVALID_ARG_TYPE
   */
  constructor(input = undefined, baseURL = undefined, options = undefined) {
    const count = arguments.length;
    if (input === undefined || input === null) {
      input = {};
    } else if (typeof input !== 'string' && !isObject(input)) {
      throw coded('Input must be an object or a string', 'ERR_INVALID_ARG_TYPE');
    }
    let base;
    if (typeof baseURL === 'string') {
      base = baseURL;
    } else if (count > 2 && baseURL !== undefined && baseURL !== null) {
      throw coded('second argument must be a string', 'ERR_INVALID_ARG_TYPE');
    } else if (isObject(baseURL)) {
      options = baseURL;
    } else if (baseURL !== undefined && baseURL !== null) {
      throw coded('second argument must be a string or object', 'ERR_INVALID_ARG_TYPE');
    }
    if (options !== undefined && options !== null && !isObject(options)) {
      throw coded('options must be an object', 'ERR_INVALID_ARG_TYPE');
    }
    const ignoreCase = options?.ignoreCase === true;
    // Getters of the input run first: what they throw is the program's.
    const source = typeof input === 'string' ? input : readInit(input);
    try {
      this.#components = compile(source, base, ignoreCase);
    } catch {
      throw coded('Failed to construct URLPattern', 'ERR_INVALID_URL_PATTERN');
    }
    this.#checked = members.filter((name) => !this.#components[name].matchesAnything);
  }

  get protocol() { return URLPattern.#of(this).protocol.pattern; }
  get username() { return URLPattern.#of(this).username.pattern; }
  get password() { return URLPattern.#of(this).password.pattern; }
  get hostname() { return URLPattern.#of(this).hostname.pattern; }
  get port() { return URLPattern.#of(this).port.pattern; }
  get pathname() { return URLPattern.#of(this).pathname.pattern; }
  get search() { return URLPattern.#of(this).search.pattern; }
  get hash() { return URLPattern.#of(this).hash.pattern; }

  /** @returns {boolean} whether a group has a regular expression of its own */
  get hasRegExpGroups() {
    const components = URLPattern.#of(this);
    for (let i = 0; i < members.length; i++) {
      if (components[members[i]].hasRegExpGroups) return true;
    }
    return false;
  }

  /**
   * @param {string | object} [input] a URL, or its components
   * @param {string} [baseURL] of a URL that is relative
   * @returns {object | null} for each component what it matched and its groups; null when one does not match
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  exec(input = undefined, baseURL = undefined) {
    const components = URLPattern.#of(this);
    const values = URLPattern.#read(input, baseURL, 'exec');
    if (values === null) return null;
    const found = URLPattern.#match(components, values);
    if (found === null) return null;
    const inputs = [input === undefined ? {} : input];
    if (typeof baseURL === 'string') inputs.push(baseURL);
    return {
      __proto__: null,
      hash: components.hash.result(values.hash, found.hash),
      hostname: components.hostname.result(values.hostname, found.hostname),
      inputs,
      password: components.password.result(values.password, found.password),
      pathname: components.pathname.result(values.pathname, found.pathname),
      port: components.port.result(values.port, found.port),
      protocol: components.protocol.result(values.protocol, found.protocol),
      search: components.search.result(values.search, found.search),
      username: components.username.result(values.username, found.username),
    };
  }

  /**
   * @param {string | object} [input] a URL, or its components
   * @param {string} [baseURL] of a URL that is relative
   * @returns {boolean} whether all components match
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  test(input = undefined, baseURL = undefined) {
    const components = URLPattern.#of(this);
    const checked = this.#checked;
    if (typeof input === 'string' && (baseURL === undefined || typeof baseURL === 'string')) {
      const url = URL.parse(input, baseURL);
      if (url === null) return false;
      for (let i = 0; i < checked.length; i++) {
        if (!components[checked[i]].test(memberOf(url, checked[i]))) return false;
      }
      return true;
    }
    const values = URLPattern.#read(input, baseURL, 'test');
    if (values === null) return false;
    for (let i = 0; i < checked.length; i++) {
      if (!components[checked[i]].test(values[checked[i]])) return false;
    }
    return true;
  }

  static #of(value) {
    if (!isObject(value) || !(#components in value)) throw new TypeError('Illegal invocation');
    return value.#components;
  }

  static #read(input, baseURL, method) {
    if (input === undefined || input === null) {
      input = {};
    } else if (typeof input !== 'string' && !isObject(input)) {
      throw coded('URLPattern input needs to be a string or an object', 'ERR_INVALID_ARG_TYPE');
    }
    if (baseURL !== undefined && typeof baseURL !== 'string') {
      throw coded('baseURL must be a string', 'ERR_INVALID_ARG_TYPE');
    }
    if (baseURL !== undefined && typeof input !== 'string') {
      throw coded(`Failed to ${method} URLPattern`, 'ERR_OPERATION_FAILED');
    }
    return readInput(input, baseURL);
  }

  static #match(components, values) {
    const found = { __proto__: null };
    for (let i = 0; i < members.length; i++) {
      const name = members[i];
      const match = components[name].match(values[name]);
      if (match === null) return null;
      found[name] = match;
    }
    return found;
  }
}

for (const name of [...members, 'hasRegExpGroups']) {
  Object.defineProperty(URLPattern.prototype, name, { __proto__: null, enumerable: true });
}
Object.defineProperty(URLPattern.prototype, cloneable, { __proto__: null, value: false });
for (const name of ['exec', 'test']) {
  Object.defineProperty(URLPattern.prototype, name, { __proto__: null, enumerable: true });
  Object.defineProperty(URLPattern.prototype[name], 'length', { __proto__: null, configurable: true, value: 0 });
}

module.exports = { URLPattern };
