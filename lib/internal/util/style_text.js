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

function isStream(stream) {
  const { Stream } = require('stream');
  return stream instanceof Stream ||
    (typeof ReadableStream === 'function' && stream instanceof ReadableStream) ||
    (typeof WritableStream === 'function' && stream instanceof WritableStream);
}

/**
 * Whether a stream's reader sees colours; FORCE_COLOR overrides what the stream says.
 * @param {object} stream
 * @returns {boolean}
 */
function showsColors(stream) {
  const { env } = require('process');
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force === '' || force === 'true' || force === '1' || force === '2' || force === '3';
  return Boolean(stream?.isTTY) && (typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true);
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
    plain = !showsColors(stream);
  }
  const names = Array.isArray(format) ? format : [format];
  let styled = text;
  let before = '';
  let after = '';
  for (let i = 0; i < names.length; i++) {
    const color = codesOf(names[i]);
    if (color === undefined || plain) continue;
    const open = `\u001b[${color[0]}m`;
    const close = `\u001b[${color[1]}m`;
    // What ends an inner style of the same family ends this one too: it begins again, unless nothing follows. Bold and
    // dim share their end, so that must still take effect.
    const again = color[1] === 22 ? `${close}${open}` : open;
    for (let at = styled.indexOf(close); at !== -1 && at + close.length < styled.length;) {
      styled = `${styled.slice(0, at)}${again}${styled.slice(at + close.length)}`;
      at = styled.indexOf(close, at + again.length);
    }
    before += open;
    after = close + after;
  }
  return before + styled + after;
}

module.exports = { showsColors, styleText };
