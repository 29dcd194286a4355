// The groups of names that completion offers, and how they are put together.
'use strict';

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** Old means to define accessors that nobody wants to type. */
const hidden = { '__proto__': null, '__defineGetter__': true, '__defineSetter__': true, '__lookupGetter__': true, '__lookupSetter__': true };

/**
 * @param {object} object whose own properties are offered
 * @returns {string[]} those that may stand behind a dot
 */
function ownNames(object) {
  const { isProxy } = require('internal/util/types');
  // A proxy's traps are the program's code.
  if (isProxy(object)) return [];
  const names = binding('util').ownNonIndexKeys(object, false);
  return names.filter((name) => typeof name === 'string' && identifier.test(name) && hidden[name] === undefined);
}

/** @returns {string[][]} the names of an object and of each of its prototypes, the nearest first */
function namesInChain(object) {
  const groups = [];
  const { isProxy } = require('internal/util/types');
  // A chain that is a circle can't be made; one that does not end can, by a proxy.
  for (let at = object; at !== null && !isProxy(at); at = Object.getPrototypeOf(at)) groups.push(ownNames(at));
  return groups;
}

/**
 * @param {string[][]} groups the last stands first in the answer; a name stays in the first of those that have it
 * @param {string} prefix what the names must begin with, in upper or lower case
 * @returns {string[]} sorted within each group; '' parts them
 */
function assemble(groups, prefix) {
  const wanted = prefix.toLowerCase();
  const seen = new Set();
  let all = [];
  for (const group of groups) {
    const names = group.filter((name) => name.toLowerCase().startsWith(wanted) && !seen.has(name)).sort();
    if (names.length === 0) continue;
    const unique = [...new Set(names)];
    for (const name of unique) seen.add(name);
    all = all.length === 0 ? unique : [...unique, '', ...all];
  }
  return all;
}

module.exports = { assemble, namesInChain, ownNames };
