// buffer.transcode. https://nodejs.org/api/buffer.html#buffertranscodesource-fromenc-toenc
//
// Errors are those of ICU, which Node documents as its own.
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { findEncoding } = require('internal/buffer/encodings');
const native = binding('buffer');

const encodings = ['utf8', 'utf16le', 'latin1', 'ascii'];

const ignorable = /\p{Default_Ignorable_Code_Point}/u;

function refuse(code, errno) {
  const error = new Error(`Unable to transcode Buffer [${code}]`);
  error.code = code;
  error.errno = errno;
  return error;
}

/** The name of an encoding that can be recoded; 'utf8' where none is given. */
function encodingName(name) {
  const found = name === undefined || name === null || name === '' ? 'utf8' : findEncoding(name)?.name;
  if (!encodings.includes(found)) throw refuse('U_ILLEGAL_ARGUMENT_ERROR', 1);
  return found;
}

/**
 * @param {Uint8Array} source
 * @param {string} fromEncoding
 * @param {string} toEncoding
 * @returns {Buffer}
 * @throws {Error} U_ILLEGAL_ARGUMENT_ERROR for other encodings, U_INVALID_CHAR_FOUND for malformed text
 */
module.exports = function transcode(source, fromEncoding, toEncoding) {
  const { Buffer } = require('buffer');
  if (!(source instanceof Uint8Array)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return Buffer.alloc(0);
  const from = encodingName(fromEncoding);
  const to = encodingName(toEncoding);
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length);
  if (from === 'utf8' && to === 'utf16le' && !native.isUtf8(bytes)) throw refuse('U_INVALID_CHAR_FOUND', 10);

  // ASCII's high bytes are replaced, not stripped as toString('ascii') does.
  let text = bytes.toString(from === 'ascii' ? 'latin1' : from);
  if (from === 'utf16le') {
    // Half a character at the end counts where there is nothing else, or where it can be told of.
    const half = bytes.length % 2 === 1;
    if (to === 'utf8' && (!text.isWellFormed() || bytes.length === 1)) throw refuse('U_INVALID_CHAR_FOUND', 10);
    text = text.toWellFormed();
    if (half && to === 'utf16le') text += '\ufffd';
  } else if (from === 'ascii' && to !== 'utf16le') {
    text = text.replace(/[\x80-\xff]/g, '\ufffd');
  }
  // ICU leaves out what is not there to be seen.
  if (to === 'latin1') {
    text = text.replace(/[^\0-\xff]/gu, (character) => (ignorable.test(character) ? '' : '?'));
  } else if (to === 'ascii') {
    text = text.replace(/[^\0-\x7f]/gu, (character) => (ignorable.test(character) ? '' : '?'));
  }
  return Buffer.from(text, to);
};
