// A pattern's text as tokens. https://urlpattern.spec.whatwg.org/#tokenizers
'use strict';

const { codePointAt, slice } = String.prototype;
const call = Function.prototype.call.bind(Function.prototype.call);

const nameStart = /^[$_\p{ID_Start}]$/u;
const namePart = /^[$\u200C\u200D\p{ID_Continue}]$/u;

/**
 * @param {string} character a code point
 * @param {boolean} first whether the name would begin with it
 * @returns {boolean} whether names of groups may have it there
 */
function isNameCharacter(character, first) {
  return (first ? nameStart : namePart).test(character);
}

class Token {
  /**
   * @param {string} type 'open', 'close', 'regexp', 'name', 'char', 'escaped-char', 'other-modifier', 'asterisk', 'end' or
   *   'invalid-char'
   * @param {number} index where it begins
   * @param {string} value what it stands for
   */
  constructor(type, index, value) {
    this.type = type;
    this.index = index;
    this.value = value;
  }
}

const simple = { '__proto__': null, '*': 'asterisk', '+': 'other-modifier', '?': 'other-modifier', '{': 'open', '}': 'close' };

/** The code point at an index, as a string; '' past the end. */
function characterAt(text, index) {
  const code = call(codePointAt, text, index);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** Past the name that begins at `from`; `from` itself where there is none. */
function nameEnd(text, from) {
  let end = from;
  while (end < text.length) {
    const character = characterAt(text, end);
    if (!isNameCharacter(character, end === from)) break;
    end += character.length;
  }
  return end;
}

/** Past the ')' of the regular expression whose text begins at `from`; -1 where there is none that patterns may have. */
function regexpEnd(text, from) {
  let depth = 1;
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character > '\x7F') return -1;
    if (at === from && character === '?') return -1;
    at++;
    if (character === '\\') {
      if (at === text.length || text[at] > '\x7F') return -1;
      at++;
    } else if (character === ')') {
      if (--depth === 0) return at - from === 1 ? -1 : at;
    } else if (character === '(') {
      depth++;
      // A group that captures would shift the numbers of the others.
      if (at === text.length || text[at] !== '?') return -1;
    }
  }
  return -1;
}

/**
 * @param {string} text
 * @param {boolean} lenient whether what is no token becomes an 'invalid-char'; else it throws
 * @returns {Token[]} ends with an 'end'
 * @throws {TypeError}
 */
function tokenize(text, lenient) {
  const tokens = [];
  let at = 0;
  const add = (type, next, from, to) => {
    tokens.push(new Token(type, at, call(slice, text, from, to)));
    at = next;
  };
  const refuse = (next) => {
    if (!lenient) throw new TypeError('Not a pattern');
    add('invalid-char', next, at, next);
  };
  while (at < text.length) {
    const character = characterAt(text, at);
    const next = at + character.length;
    const type = simple[character];
    if (type !== undefined) {
      add(type, next, at, next);
    } else if (character === '\\') {
      if (next === text.length) {
        refuse(next);
      } else {
        const end = next + characterAt(text, next).length;
        add('escaped-char', end, next, end);
      }
    } else if (character === ':') {
      const end = nameEnd(text, next);
      if (end === next) refuse(next);
      else add('name', end, next, end);
    } else if (character === '(') {
      const end = regexpEnd(text, next);
      if (end === -1) refuse(next);
      else add('regexp', end, next, end - 1);
    } else {
      add('char', next, at, next);
    }
  }
  add('end', at, at, at);
  return tokens;
}

module.exports = { tokenize, isNameCharacter };
