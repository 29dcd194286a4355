// util.MIMEType and util.MIMEParams. https://nodejs.org/api/util.html#class-utilmimetype, https://mimesniff.spec.whatwg.org/
'use strict';
const { codes } = require('internal/errors');

const notToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const notQuotable = /[^\t\u0020-~\u0080-\u00ff]/;
const leadingWhitespace = /^[\r\n\t ]+/;
const trailingWhitespace = /[\r\n\t ]+$/;

function toAsciiLower(text) {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function checkToken(text, production, whole = text) {
  const index = text.search(notToken);
  if (text.length === 0 || index !== -1) throw new codes.ERR_INVALID_MIME_SYNTAX(production, whole, index);
}

function quoteValue(value) {
  if (value.length > 0 && !notToken.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** The text of a quoted string that begins at `at`, and where it ends. */
function readQuoted(text, at) {
  let value = '';
  let i = at + 1;
  for (; i < text.length; i++) {
    if (text[i] === '"') {
      i++;
      break;
    }
    if (text[i] === '\\' && i + 1 < text.length) i++;
    value += text[i];
  }
  return { value, end: i };
}

/** The parameters of a MIME type: a map of names to values in order. */
class MIMEParams {
  #entries = new Map();

  static parse(params, text) {
    const entries = params.#entries;
    let at = 0;
    while (at < text.length) {
      // Each turn begins behind a semicolon.
      const rest = text.slice(at);
      at += rest.length - rest.replace(leadingWhitespace, '').length;
      let end = at;
      while (end < text.length && text[end] !== ';' && text[end] !== '=') end++;
      const name = toAsciiLower(text.slice(at, end));
      at = end;
      if (text[at] === ';' || at >= text.length) {
        at++;
        continue;
      }
      at++;
      let value;
      if (text[at] === '"') {
        ({ value, end } = readQuoted(text, at));
        const semicolon = text.indexOf(';', end);
        at = semicolon === -1 ? text.length : semicolon + 1;
      } else {
        end = text.indexOf(';', at);
        if (end === -1) end = text.length;
        value = text.slice(at, end).replace(trailingWhitespace, '');
        at = end + 1;
        if (value === '') continue;
      }
      // What is malformed is left out, and so are repetitions.
      if (name !== '' && !notToken.test(name) && !notQuotable.test(value) && !entries.has(name)) entries.set(name, value);
    }
  }

  delete(name) {
    this.#entries.delete(`${name}`);
  }

  get(name) {
    return this.#entries.get(`${name}`) ?? null;
  }

  has(name) {
    return this.#entries.has(`${name}`);
  }

  set(name, value) {
    name = `${name}`;
    value = `${value}`;
    checkToken(name, 'parameter name');
    const index = value.search(notQuotable);
    if (index !== -1) throw new codes.ERR_INVALID_MIME_SYNTAX('parameter value', value, index);
    this.#entries.set(name, value);
  }

  *entries() {
    yield* this.#entries.entries();
  }

  *keys() {
    yield* this.#entries.keys();
  }

  *values() {
    yield* this.#entries.values();
  }

  toString() {
    let text = '';
    for (const { 0: name, 1: value } of this.#entries) text += `${text === '' ? '' : ';'}${name}=${quoteValue(value)}`;
    return text;
  }
}
const { parse: parseParams } = MIMEParams;
delete MIMEParams.parse;
for (const name of ['delete', 'get', 'has', 'set', 'entries', 'keys', 'values', 'toString']) {
  Object.defineProperty(MIMEParams.prototype, name, { __proto__: null, enumerable: true });
}
Object.defineProperty(MIMEParams.prototype, 'toJSON', {
  __proto__: null, value: MIMEParams.prototype.toString, writable: true, enumerable: true, configurable: true,
});
Object.defineProperty(MIMEParams.prototype, Symbol.iterator, {
  __proto__: null, value: MIMEParams.prototype.entries, writable: true, configurable: true,
});

/** A media type, such as `text/html;charset=utf-8`. */
class MIMEType {
  #type;
  #subtype;
  #params = new MIMEParams();

  /**
   * @param {string} input
   * @throws {TypeError} ERR_INVALID_MIME_SYNTAX
   */
  constructor(input) {
    const text = `${input}`.replace(leadingWhitespace, '').replace(trailingWhitespace, '');
    const slash = text.indexOf('/');
    if (slash === -1) throw new codes.ERR_INVALID_MIME_SYNTAX('type', text, -1);
    const type = text.slice(0, slash);
    checkToken(type, 'type', text);
    const semicolon = text.indexOf(';', slash);
    const subtype = text.slice(slash + 1, semicolon === -1 ? text.length : semicolon).replace(trailingWhitespace, '');
    checkToken(subtype, 'subtype', text);
    this.#type = toAsciiLower(type);
    this.#subtype = toAsciiLower(subtype);
    if (semicolon !== -1) parseParams(this.#params, text.slice(semicolon + 1));
  }

  /**
   * @param {string} input
   * @returns {MIMEType | null} null when the input is malformed
   */
  static parse(input) {
    try {
      return new MIMEType(input);
    } catch {
      return null;
    }
  }

  get type() {
    return this.#type;
  }

  set type(value) {
    value = `${value}`;
    checkToken(value, 'type');
    this.#type = toAsciiLower(value);
  }

  get subtype() {
    return this.#subtype;
  }

  set subtype(value) {
    value = `${value}`;
    checkToken(value, 'subtype');
    this.#subtype = toAsciiLower(value);
  }

  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }

  get params() {
    return this.#params;
  }

  toString() {
    const params = this.#params.toString();
    return `${this.#type}/${this.#subtype}${params === '' ? '' : `;${params}`}`;
  }
}
for (const name of ['type', 'subtype', 'essence', 'params', 'toString']) {
  Object.defineProperty(MIMEType.prototype, name, { __proto__: null, enumerable: true });
}
Object.defineProperty(MIMEType.prototype, 'toJSON', {
  __proto__: null, value: MIMEType.prototype.toString, writable: true, enumerable: true, configurable: true,
});

module.exports = { MIMEParams, MIMEType };
