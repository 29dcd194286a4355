// Blobs by URL, within this thread: URL.createObjectURL and its kin. https://w3c.github.io/FileAPI/#url
'use strict';

const { isBlob } = require('internal/blob/blob');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const kPrefix = 'blob:nodedata:';

/** @type {Map<string, Blob>} by the part after the prefix */
const blobs = new Map();

/**
 * @param {Blob} blob kept alive until its URL is revoked
 * @returns {string} `blob:nodedata:<id>`
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function createObjectURL(blob) {
  if (!isBlob(blob)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', blob);
  const id = require('crypto').randomUUID();
  blobs.set(id, blob);
  return kPrefix + id;
}

/**
 * @param {string} url
 * @returns {Blob | undefined}
 */
function resolveObjectURL(url) {
  const text = `${url}`;
  return text.startsWith(kPrefix) ? blobs.get(text.slice(kPrefix.length)) : undefined;
}

/** @param {string} url one that is none is passed over */
function revokeObjectURL(url) {
  const text = `${url}`;
  if (text.startsWith(kPrefix)) blobs.delete(text.slice(kPrefix.length));
}

module.exports = { createObjectURL, resolveObjectURL, revokeObjectURL };
