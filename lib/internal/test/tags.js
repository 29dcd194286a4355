// Labels of tests, and the filters that select by them. https://nodejs.org/api/test.html#test-tags
'use strict';
const { codes } = require('internal/errors');
const { validateArray, validateString } = require('internal/validators');

const none = Object.freeze([]);
let warned = false;

function warn() {
  if (warned) return;
  warned = true;
  require('process').emitWarning(
    'Test tags is an experimental feature and might change at any time', 'ExperimentalWarning');
}

function addTags(list, known, name) {
  for (let i = 0; i < list.length; i++) {
    const tag = list[i];
    validateString(tag, `${name}[${i}]`);
    if (tag === '') {
      throw new codes.ERR_INVALID_ARG_VALUE(`${name}[${i}]`, tag, 'must be a non-empty string');
    }
    known.add(tag.toLowerCase());
  }
}

/**
 * @param {unknown} own the tags option
 * @param {string[]} inherited
 * @returns {string[]} frozen, in lower case, without duplicates
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
function toTags(own, inherited) {
  if (own === undefined) return inherited;
  validateArray(own, 'options.tags');
  const tags = new Set(inherited);
  addTags(own, tags, 'options.tags');
  if (own.length > 0) warn();
  return tags.size === 0 ? none : Object.freeze(Array.from(tags));
}

/**
 * @param {string | string[]} value
 * @param {string} name for errors
 * @returns {string[]} in lower case
 */
function toFilters(value, name) {
  const list = Array.isArray(value) ? value : [value];
  const filters = new Set();
  addTags(list, filters, name);
  return Array.from(filters);
}

/** @returns {boolean} whether the tags hold every filter */
function matches(tags, filters) {
  for (let i = 0; i < filters.length; i++) {
    if (!tags.includes(filters[i])) return false;
  }
  return true;
}

module.exports = { none, toTags, toFilters, matches };
