// util.styleText. https://nodejs.org/api/util.html#utilstyletextformat-text-options
'use strict';
const { codes } = require('internal/errors');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');
const { colors } = require('internal/util/inspect/options');

const hexColor = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;

function codesOf(name) {
  if (name === 'none') return undefined;
  if (typeof name === 'string') {
    const color = colors[name];
    if (color !== undefined) return color;
    if (name[0] === '#') {
      if (!hexColor.test(name)) {
        throw new codes.ERR_INVALID_ARG_VALUE('format', name, 'must be a valid hex color (#RGB or #RRGGBB)');
      }

      const digits = name.length === 4 ? name.slice(1).replace(/./g, '$&$&') : name.slice(1);
      const value = Number.parseInt(digits, 16);
      return [`38;2;${value >> 16};${(value >> 8) & 255};${value & 255}`, 39];
    }
  }
  const aliases = Object.getOwnPropertyNames(colors).filter((key) => !Object.hasOwn({ ...colors }, key));
  validateOneOf(name, 'format', [...Object.keys(colors), ...aliases]);
  return undefined;
}

/** The escape codes of names that were looked up before. */
const known = new Map();

/** @returns {{ off: number, open: string, close: string } | undefined} undefined for 'none' */
function styleOf(name) {
  const found = known.get(name);
  if (found !== undefined) return found;
  const color = codesOf(name);
  if (color === undefined) return undefined;
  const { 0: on, 1: off } = color;
  const style = { off, open: `\u001b[${on}m`, close: `\u001b[${off}m` };
  // There is no end of hexadecimal ones.
  if (colors[name] === color) known.set(name, style);
  return style;
}

function isStream(stream) {
  const { Stream } = require('stream');
  return stream instanceof Stream ||
    (typeof ReadableStream === 'function' && stream instanceof ReadableStream) ||
    (typeof WritableStream === 'function' && stream instanceof WritableStream);
}

/**
 * What ends an inner style of the same family ends this one too: it begins again, unless nothing follows. Bold and dim share
 * their end, so that must still take effect.
 */
function reopened(text, { off, open, close }) {
  let at = text.indexOf(close);
  if (at === -1) return text;
  const again = off === 22 ? `${close}${open}` : open;
  while (at !== -1 && at + close.length < text.length) {
    text = `${text.slice(0, at)}${again}${text.slice(at + close.length)}`;
    at = text.indexOf(close, at + again.length);
  }
  return text;
}

/**
 * Text in colours and modifiers.
 * @param {string | string[]} format names of util.inspect.colors, `#rrggbb`, or 'none'; the first is the outermost
 * @param {string} text
 * @param {{ validateStream?: boolean, stream?: object }} [options] by default nothing is styled unless stdout shows
 *   colours
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
function styleText(format, text, options = {}) {
  validateString(text, 'text');
  validateObject(options, 'options');
  let { stream } = options;
  const validateStream = options.validateStream ?? true;
  validateBoolean(validateStream, 'options.validateStream');
  let plain = false;
  if (validateStream) {
    if (stream === undefined) {
      stream = require('process').stdout;
    } else if (!isStream(stream)) {
      throw new codes.ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
    }
    plain = !require('internal/tty/colors').showsColors(stream);
  }
  if (typeof format === 'string') {
    const style = styleOf(format);
    return style === undefined || plain ? text : style.open + reopened(text, style) + style.close;
  }
  const names = Array.isArray(format) ? format : [format];
  let styled = text;
  let before = '';
  let after = '';
  for (let i = 0; i < names.length; i++) {
    const style = styleOf(names[i]);
    if (style === undefined || plain) continue;
    styled = reopened(styled, style);
    before += style.open;
    after = style.close + after;
  }
  return before + styled + after;
}

module.exports = { styleText };
