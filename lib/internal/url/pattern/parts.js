// A pattern's text as parts: fixed text and groups. https://urlpattern.spec.whatwg.org/#parsing-pattern-strings
'use strict';

const { isNameCharacter, tokenize } = require('internal/url/pattern/tokens');

class Part {
  /**
   * @param {string} type 'text', 'regexp', 'segment' (up to the next delimiter) or 'any'
   * @param {string} value the text, or the regular expression of a 'regexp'
   * @param {string} modifier '', '?', '*' or '+'
   * @param {string | number} name of the group; a number where it has none
   * @param {string} prefix text that belongs to the group, before and after it
   * @param {string} suffix
   */
  constructor(type, value, modifier, name = '', prefix = '', suffix = '') {
    this.type = type;
    this.value = value;
    this.modifier = modifier;
    this.name = name;
    this.prefix = prefix;
    this.suffix = suffix;
  }
}

function escapeRegexp(text) {
  return text.replace(/[.+*?^${}()[\]|/\\]/g, '\\$&');
}

/**
 * @param {string} text
 * @returns {string} a pattern that matches the text alone
 */
function escapePattern(text) {
  return text.replace(/[+*?:{}()\\]/g, '\\$&');
}

function segmentRegexp(delimiter) {
  return `[^${escapeRegexp(delimiter)}]+?`;
}

/** https://urlpattern.spec.whatwg.org/#parse-a-pattern-string */
class PartParser {
  #tokens;
  #at = 0;
  #options;
  #encode;
  #segment;
  #parts = [];
  #names = new Set();
  #pending = '';
  #nextNumber = 0;

  constructor(text, options, encode) {
    this.#tokens = tokenize(text, false);
    this.#options = options;
    this.#encode = encode;
    this.#segment = segmentRegexp(options.delimiter);
  }

  parse() {
    while (this.#at < this.#tokens.length) {
      const char = this.#take('char');
      const name = this.#take('name');
      const group = this.#takeGroup(name);
      if (name !== undefined || group !== undefined) {
        let prefix = char?.value ?? '';
        if (prefix !== '' && prefix !== this.#options.prefix) {
          this.#pending += prefix;
          prefix = '';
        }
        this.#flush();
        this.#add(prefix, name, group, '', this.#takeModifier());
        continue;
      }
      const fixed = char ?? this.#take('escaped-char');
      if (fixed !== undefined) {
        this.#pending += fixed.value;
      } else if (this.#take('open') !== undefined) {
        const prefix = this.#takeText();
        const inner = this.#take('name');
        const innerGroup = this.#takeGroup(inner);
        const suffix = this.#takeText();
        this.#need('close');
        this.#add(prefix, inner, innerGroup, suffix, this.#takeModifier());
      } else {
        this.#flush();
        this.#need('end');
      }
    }
    return this.#parts;
  }

  #take(type) {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.type !== type) return undefined;
    this.#at++;
    return token;
  }

  #need(type) {
    if (this.#take(type) === undefined) throw new TypeError('Not a pattern');
  }

  #takeModifier() {
    return (this.#take('other-modifier') ?? this.#take('asterisk'))?.value ?? '';
  }

  #takeGroup(name) {
    return this.#take('regexp') ?? (name === undefined ? this.#take('asterisk') : undefined);
  }

  #takeText() {
    let text = '';
    for (;;) {
      const token = this.#take('char') ?? this.#take('escaped-char');
      if (token === undefined) return text;
      text += token.value;
    }
  }

  /** Makes the plain text so far a part. */
  #flush() {
    if (this.#pending === '') return;
    const text = this.#encode(this.#pending);
    this.#pending = '';
    this.#parts.push(new Part('text', text, ''));
  }

  #add(prefix, nameToken, group, suffix, modifier) {
    const isGroup = nameToken !== undefined || group !== undefined;
    if (!isGroup && modifier === '') {
      this.#pending += prefix;
      return;
    }
    this.#flush();
    if (!isGroup) {
      if (prefix !== '') this.#parts.push(new Part('text', this.#encode(prefix), modifier));
      return;
    }
    let type = 'regexp';
    let value = group === undefined ? this.#segment : group.type === 'asterisk' ? '.*' : group.value;
    if (value === this.#segment) type = 'segment';
    else if (value === '.*') type = 'any';
    if (type !== 'regexp') value = '';
    const name = nameToken === undefined ? this.#nextNumber++ : nameToken.value;
    if (this.#names.has(String(name))) throw new TypeError(`Two groups are called ${name}`);
    this.#names.add(String(name));
    this.#parts.push(new Part(type, value, modifier, name, this.#encode(prefix), this.#encode(suffix)));
  }
}

/**
 * @param {string} text
 * @param {{ delimiter: string, prefix: string }} options single characters, or '' for none
 * @param {(text: string) => string} encode brings plain text into the form that URLs have
 * @returns {Part[]}
 * @throws {TypeError}
 */
function parseParts(text, options, encode) {
  return new PartParser(text, options, encode).parse();
}

/**
 * https://urlpattern.spec.whatwg.org/#generate-a-regular-expression-and-name-list
 * @param {Part[]} parts
 * @param {{ delimiter: string }} options
 * @returns {{ source: string, names: (string | number)[] }} the names of its groups, in their order
 */
function regexpOf(parts, options) {
  const names = [];
  let source = '^';
  for (let i = 0; i < parts.length; i++) {
    const { type, value, modifier, name, prefix, suffix } = parts[i];
    if (type === 'text') {
      source += modifier === '' ? escapeRegexp(value) : `(?:${escapeRegexp(value)})${modifier}`;
      continue;
    }
    names.push(name);
    const inner = type === 'segment' ? segmentRegexp(options.delimiter) : type === 'any' ? '.*' : value;
    const repeats = modifier === '*' || modifier === '+';
    if (prefix === '' && suffix === '') {
      source += repeats ? `((?:${inner})${modifier})` : `(${inner})${modifier}`;
      continue;
    }
    const before = escapeRegexp(prefix);
    const after = escapeRegexp(suffix);
    if (repeats) {
      source += `(?:${before}((?:${inner})(?:${after}${before}(?:${inner}))*)${after})${modifier === '*' ? '?' : ''}`;
    } else {
      source += `(?:${before}(${inner})${after})${modifier}`;
    }
  }
  return { source: `${source}$`, names };
}

/** Whether a group that isn't in braces would be read otherwise. */
function needsBraces(part, previous, next, options) {
  const named = typeof part.name === 'string';
  if (part.suffix !== '' || (part.prefix !== '' && part.prefix !== options.prefix)) return true;
  if (named && part.type === 'segment' && part.modifier === '' && next !== undefined && next.prefix === '' &&
      next.suffix === '') {
    if (next.type === 'text') {
      if (isNameCharacter(String.fromCodePoint(next.value.codePointAt(0)), false)) return true;
    } else if (typeof next.name === 'number') {
      return true;
    }
  }
  return part.prefix === '' && previous !== undefined && previous.type === 'text' && options.prefix !== '' &&
    previous.value.endsWith(options.prefix);
}

/**
 * The shortest text that means the same. https://urlpattern.spec.whatwg.org/#generate-a-pattern-string
 * @param {Part[]} parts
 * @param {{ delimiter: string, prefix: string }} options
 * @returns {string}
 */
function patternOf(parts, options) {
  let text = '';
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    const previous = i > 0 ? parts[i - 1] : undefined;
    if (part.type === 'text') {
      text += part.modifier === '' ? escapePattern(part.value) : `{${escapePattern(part.value)}}${part.modifier}`;
      continue;
    }
    const named = typeof part.name === 'string';
    const braces = needsBraces(part, previous, parts[i + 1], options);
    if (braces) text += '{';
    text += escapePattern(part.prefix);
    if (named) text += `:${part.name}`;
    if (part.type === 'regexp') {
      text += `(${part.value})`;
    } else if (part.type === 'segment') {
      if (!named) text += `(${segmentRegexp(options.delimiter)})`;
    } else if (!named && (previous === undefined || previous.type === 'text' || previous.modifier !== '' || braces ||
               part.prefix !== '')) {
      text += '*';
    } else {
      text += '(.*)';
    }
    if (part.type === 'segment' && named && part.suffix !== '' &&
        isNameCharacter(String.fromCodePoint(part.suffix.codePointAt(0)), false)) {
      text += '\\';
    }
    text += escapePattern(part.suffix);
    if (braces) text += '}';
    text += part.modifier;
  }
  return text;
}

module.exports = { escapePattern, parseParts, patternOf, regexpOf };
