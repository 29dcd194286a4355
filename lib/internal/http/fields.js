// Received header fields: from the parser's text and table to `headers`, `rawHeaders` and `headersDistinct`, when asked for.
// https://nodejs.org/api/http.html#messageheaders
'use strict';

const native = binding('http');

/** Lower-case and canonical names by number, as the parser's table has them. */
const names = native.fieldNames();

// One entry of the table, as src/bindings/http/turn.cc writes it.
const kEntry = 13;

// How a second field of the same name is treated; names that are not here are joined by ', '.
const kDiscard = 1;
const kCookie = 2;
const kSetCookie = 3;
const rules = new Map([['cookie', kCookie], ['set-cookie', kSetCookie]]);
for (const name of ['age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host',
  'if-modified-since', 'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer',
  'retry-after', 'server', 'user-agent']) {
  rules.set(name, kDiscard);
}

function number3(text, at) {
  return text.charCodeAt(at) | text.charCodeAt(at + 1) << 8 | text.charCodeAt(at + 2) << 16;
}

/**
 * A run of fields that the parser has read and JavaScript has not looked at: `text` from `head` on is the message's head, and
 * from `table` on the places of `count` names and values in it.
 */
class FieldSource {
  constructor(text, head, table, count) {
    this.text = text;
    this.head = head;
    this.table = table;
    this.count = count;
  }

  /**
   * @param {number} [limit] how many fields at most; 0 for all
   * @returns {string[]} names as they came and values, in turn
   */
  raw(limit = 0) {
    const { text, head } = this;
    const count = limit > 0 && limit < this.count ? limit : this.count;
    const list = new Array(count * 2);
    let at = this.table;
    for (let i = 0; i < count; i++, at += kEntry) {
      const form = text.charCodeAt(at + 1);
      if (form === 0) {
        const start = head + number3(text, at + 2);
        list[2 * i] = text.slice(start, start + (text.charCodeAt(at + 5) | text.charCodeAt(at + 6) << 8));
      } else {
        list[2 * i] = names[2 * text.charCodeAt(at) + 2 - form];
      }
      const value = head + number3(text, at + 7);
      list[2 * i + 1] = text.slice(value, value + number3(text, at + 10));
    }
    return list;
  }

  /**
   * Adds all fields to `target` by lower-case names.
   * @param {Record<string, string | string[]>} target
   * @param {boolean} join see addField
   * @param {number} [limit]
   */
  addTo(target, join, limit = 0) {
    const { text, head } = this;
    const count = limit > 0 && limit < this.count ? limit : this.count;
    let at = this.table;
    for (let i = 0; i < count; i++, at += kEntry) {
      const id = text.charCodeAt(at);
      let name;
      if (id === 0) {
        const start = head + number3(text, at + 2);
        name = text.slice(start, start + (text.charCodeAt(at + 5) | text.charCodeAt(at + 6) << 8)).toLowerCase();
      } else {
        name = names[2 * id];
      }
      const value = head + number3(text, at + 7);
      addField(target, name, text.slice(value, value + number3(text, at + 10)), join);
    }
  }
}

/**
 * Adds one field by Node's rules for duplicates.
 * @param {Record<string, string | string[]>} target
 * @param {string} name in lower case
 * @param {string} value
 * @param {boolean} join join what would be discarded (`joinDuplicateHeaders`)
 */
function addField(target, name, value, join) {
  // A field may have the name of what every object inherits.
  const before = Object.hasOwn(target, name) ? target[name] : undefined;
  if (before === undefined) {
    target[name] = name === 'set-cookie' ? [value] : value;
    return;
  }
  switch (rules.get(name)) {
    case kSetCookie:
      before.push(value);
      break;
    case kCookie:
      target[name] = `${before}; ${value}`;
      break;
    case kDiscard:
      if (join) target[name] = `${before}, ${value}`;
      break;
    default:
      target[name] = `${before}, ${value}`;
  }
}

/**
 * @param {string[]} raw names and values in turn
 * @param {boolean} join
 * @returns {Record<string, string | string[]>} as `message.headers`
 */
function fromRaw(raw, join) {
  const headers = {};
  for (let i = 0; i < raw.length; i += 2) addField(headers, raw[i].toLowerCase(), raw[i + 1], join);
  return headers;
}

/**
 * @param {string[]} raw
 * @returns {Record<string, string[]>} as `message.headersDistinct`: every value, nothing joined
 */
function distinct(raw) {
  const headers = { __proto__: null };
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toLowerCase();
    if (headers[name] === undefined) headers[name] = [raw[i + 1]];
    else headers[name].push(raw[i + 1]);
  }
  return headers;
}

module.exports = { FieldSource, addField, fromRaw, distinct };
