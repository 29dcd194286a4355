// How many terminal columns text takes. Unicode Standard Annex 11, East Asian Width
'use strict';

// ECMA-48 control sequences: OSC (titles, links) up to what ends them, CSI (colours, cursor) and the short escapes.
const controlSequence = new RegExp(
  '\\u001B\\][^]*?(?:\\u0007|\\u001B\\\\|\\u009C)' +
  '|[\\u001B\\u009B][[\\]()#;?]*(?:\\d{1,4}(?:[;:]\\d{0,4})*)?[\\dA-PR-TZcf-nq-uy=><~]', 'g');

const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
const wide = /^[\p{Emoji_Presentation}]$/u;

// First and last code points of the ranges that are wide or full-width, but for emoji.
const wideRanges = [
  0x1100, 0x115f, 0x2329, 0x232a, 0x2e80, 0x303e, 0x3040, 0xa4cf, 0xa960, 0xa97c, 0xac00, 0xd7a3, 0xf900, 0xfaff,
  0xfe10, 0xfe19, 0xfe30, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18cff, 0x1aff0, 0x1b2fb, 0x1f200, 0x1f265,
  0x1f300, 0x1f320, 0x1f900, 0x1f9ff, 0x20000, 0x3fffd,
];

function isWide(character, codePoint) {
  for (let i = 0; i < wideRanges.length; i += 2) {
    if (codePoint < wideRanges[i]) break;
    if (codePoint <= wideRanges[i + 1]) return true;
  }
  return wide.test(character);
}

function isDigit(code) {
  return code >= 48 && code <= 57;
}

/** Where the sequence of digits and semicolons ends that sets a style, as most sequences do; -1 for any other. */
function styleEnd(text, start) {
  if (text.charCodeAt(start + 1) !== 91) return -1; // [
  // Nearly all have one number of one or two digits.
  if (isDigit(text.charCodeAt(start + 2))) {
    const code = text.charCodeAt(start + 3);
    if (code === 109) return start + 4; // m
    if (isDigit(code) && text.charCodeAt(start + 4) === 109) return start + 5;
  }
  let digits = 0;
  for (let i = start + 2; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 109) return i + 1;
    if (code === 59 && digits > 0) digits = 0; // ;
    else if (!isDigit(code) || ++digits > 4) return -1;
  }
  return -1;
}

/**
 * Text without ANSI escape codes.
 * @param {string} text
 * @returns {string}
 */
function stripControlSequences(text) {
  // Most text has none, and the search for one character is much cheaper than the expression.
  const first = text.indexOf('\u001b');
  if (text.includes('\u009b')) return text.replace(controlSequence, '');
  if (first === -1) return text;
  let plain = '';
  let start = 0;
  // They often stand side by side.
  for (let at = first; at !== -1; at = text.charCodeAt(start) === 27 ? start : text.indexOf('\u001b', start)) {
    const end = styleEnd(text, at);
    if (end === -1) return plain + text.slice(start).replace(controlSequence, '');
    if (at > start) plain += text.slice(start, at);
    start = end;
  }
  return start === 0 ? plain + text : plain + text.slice(start);
}

/**
 * The number of columns that text takes in a terminal.
 * @param {string} text
 * @param {boolean} [removeControlSequences] escape codes don't count
 * @returns {number}
 */
function getStringWidth(text, removeControlSequences = true) {
  if (removeControlSequences) text = stripControlSequences(text);
  // The usual texts, most of them short, without the regular expression's set-up.
  let plain = 0;
  let controls = 0;
  for (; plain < text.length; plain++) {
    const code = text.charCodeAt(plain);
    if (code >= 0x7f) break;
    if (code < 0x20) controls++;
  }
  if (plain === text.length) return plain - controls;
  let width = 0;
  for (const character of text.normalize('NFC')) {
    const codePoint = character.codePointAt(0);
    if (codePoint >= 0x20 && codePoint < 0x7f) {
      width++;
    } else if (isWide(character, codePoint)) {
      width += 2;
    } else if (!zeroWidth.test(character)) {
      width++;
    }
  }
  return width;
}

module.exports = { getStringWidth, stripControlSequences };
