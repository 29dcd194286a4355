// util.MIMEType and util.MIMEParams. https://nodejs.org/api/util.html#class-utilmimetype, https://mimesniff.spec.whatwg.org/
'use strict';
const { codes } = require('internal/errors');

const notToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const notQuotable = /[^\t\u0020-~\u0080-\u00ff]/;

/** 1 for each character that a token may have (RFC 9110, 5.6.2). */
const tokenCharacters = new Uint8Array(128);
for (let i = 0; i < 128; i++) if (!notToken.test(String.fromCharCode(i))) tokenCharacters[i] = 1;

const kQuote = 0x22, kSemicolon = 0x3b, kEquals = 0x3d;

/** Whether a code unit is whitespace of HTTP: tab, line feed, carriage return, space. */
function isWhitespace(unit) {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}

/** The first index from `at` on that holds no whitespace, at most `end`. */
function skipWhitespace(text, at, end) {
  while (at < end && isWhitespace(text.charCodeAt(at))) at++;
  return at;
}

/** The end of text[at, end) without the whitespace it ends in. */
function trimEnd(text, at, end) {
  while (end > at && isWhitespace(text.charCodeAt(end - 1))) end--;
  return end;
}

/** The first index from `at` on that holds no character of a token, at most `end`. */
function tokenEnd(text, at, end) {
  while (at < end) {
    const unit = text.charCodeAt(at);
    if (unit >= 128 || tokenCharacters[unit] === 0) break;
    at++;
  }
  return at;
}

/** text[at, end) in lower case, which has to be a token. */
function takeToken(text, at, end, production, whole) {
  const stop = tokenEnd(text, at, end);
  if (stop !== end || at === end) {
    throw new codes.ERR_INVALID_MIME_SYNTAX(production, whole ?? text.slice(at, end), stop === end ? -1 : stop - at);
  }
  return text.slice(at, end).toLowerCase();
}

function quoteValue(value) {
  if (value.length > 0 && tokenEnd(value, 0, value.length) === value.length) return value;
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

  /** Adds the parameters of text[start, ...). */
  static parse(params, text, start) {
    const entries = params.#entries;
    const length = text.length;
    // Each turn begins behind a semicolon. What is malformed is left out, and so are repetitions.
    for (let at = skipWhitespace(text, start, length); at < length; at = skipWhitespace(text, at, length)) {
      const nameEnd = tokenEnd(text, at, length);
      const name = text.slice(at, nameEnd).toLowerCase();
      const valid = nameEnd > at && (nameEnd === length || text.charCodeAt(nameEnd) === kEquals);
      at = nameEnd;
      while (at < length && text.charCodeAt(at) !== kSemicolon && text.charCodeAt(at) !== kEquals) at++;
      if (at >= length || text.charCodeAt(at) === kSemicolon) {
        at++;
        continue;
      }
      at++;
      const quoted = text.charCodeAt(at) === kQuote;
      let value;
      if (quoted) {
        ({ value, end: at } = readQuoted(text, at));
        // As Node: whatever stands behind the quote, a semicolon or not, is passed over, one character of it.
        at++;
      } else {
        const semicolon = text.indexOf(';', at);
        const end = semicolon === -1 ? length : semicolon;
        value = text.slice(at, trimEnd(text, at, end));
        at = end + 1;
      }
      if (!valid || (value === '' && !quoted) || entries.has(name)) continue;
      if (tokenEnd(value, 0, value.length) === value.length || !notQuotable.test(value)) entries.set(name, value);
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
    takeToken(name, 0, name.length, 'parameter name');
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
Object.defineProperty(MIMEParams.prototype, 'toJSON', {
  __proto__: null, value: MIMEParams.prototype.toString, writable: true, configurable: true,
});
Object.defineProperty(MIMEParams.prototype, Symbol.iterator, {
  __proto__: null, value: MIMEParams.prototype.entries, writable: true, configurable: true,
});

/** A media type, such as `text/html;charset=utf-8`. */
class MIMEType {
  #type;
  #subtype;
  /** @type {MIMEParams | undefined} made when there are parameters, or when asked for */
  #params;

  /**
   * @param {string} input
   * @throws {TypeError} ERR_INVALID_MIME_SYNTAX
   */
  constructor(input) {
    const text = `${input}`;
    const start = skipWhitespace(text, 0, text.length);
    const slash = text.indexOf('/', start);
    const type = takeToken(text, start, slash === -1 ? text.length : slash, 'type', text);
    if (slash === -1) throw new codes.ERR_INVALID_MIME_SYNTAX('type', text, -1);
    const semicolon = text.indexOf(';', slash);
    const end = trimEnd(text, slash + 1, semicolon === -1 ? text.length : semicolon);
    this.#subtype = takeToken(text, slash + 1, end, 'subtype', text);
    this.#type = type;
    if (semicolon !== -1) parseParams(this.params, text, semicolon + 1);
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
    this.#type = takeToken(value, 0, value.length, 'type');
  }

  get subtype() {
    return this.#subtype;
  }

  set subtype(value) {
    value = `${value}`;
    this.#subtype = takeToken(value, 0, value.length, 'subtype');
  }

  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }

  get params() {
    return this.#params ??= new MIMEParams();
  }

  toString() {
    const params = this.#params === undefined ? '' : this.#params.toString();
    return `${this.#type}/${this.#subtype}${params === '' ? '' : `;${params}`}`;
  }
}
Object.defineProperty(MIMEType.prototype, 'toJSON', {
  __proto__: null, value: MIMEType.prototype.toString, writable: true, configurable: true,
});

module.exports = { MIMEParams, MIMEType };
