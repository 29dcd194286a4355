// Which module required which first: module.parent. https://nodejs.org/api/modules.html#moduleparent
'use strict';

/** Kept apart from the module, on which it would be an own property. */
const parents = new WeakMap();

/**
 * @param {object} module
 * @returns {object | null | undefined} the module that first required it; null for the entry point, undefined for one
 *   that no CommonJS module required
 */
function parentOf(module) {
  return parents.get(module);
}

/**
 * @param {object} module
 * @param {object | null | undefined} parent
 */
function setParent(module, parent) {
  parents.set(module, parent);
}

module.exports = { parentOf, setParent };
