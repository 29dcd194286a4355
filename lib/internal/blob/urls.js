// URLs that stand for blobs of this process. https://nodejs.org/api/url.html#urlcreateobjecturlblob
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { Blob, isBlob } = require('internal/blob/blob');
const { URL } = require('internal/url/url');

const prefix = 'nodedata:';

/** @type {Map<string, Blob>} by the part of the URL that identifies them */
const blobs = new Map();

/** The identifying part of a blob's URL, undefined for other URLs. */
function idOf(url) {
  const parsed = URL.parse(`${url}`);
  if (parsed === null || parsed.protocol !== 'blob:' || !parsed.pathname.startsWith(prefix)) return undefined;
  return parsed.pathname.slice(prefix.length);
}

/**
 * @param {Blob} blob
 * @returns {string} a URL, until it is revoked
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function createObjectURL(blob) {
  if (!isBlob(blob)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', blob);
  const id = require('internal/crypto/random').randomUUID();
  blobs.set(id, blob);
  return `blob:${prefix}${id}`;
}

/** Forgets a URL; others are ignored. */
function revokeObjectURL(url) {
  blobs.delete(idOf(url));
}

/**
 * @param {string} url
 * @returns {Blob | undefined} of the same bytes and type
 */
function resolveObjectURL(url) {
  const blob = blobs.get(idOf(url));
  return blob === undefined ? undefined : new Blob([blob], { type: blob.type });
}

module.exports = { createObjectURL, resolveObjectURL, revokeObjectURL };
