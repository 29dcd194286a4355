// Exports of a module that is still loading, as another module of the same cycle sees them: reading what is not there
// (yet) is warned about. https://nodejs.org/api/modules.html#cycles
'use strict';

const { isProxy } = binding('types');

const { getPrototypeOf, setPrototypeOf } = Object;

function warn(name) {
  require('process').emitWarning(
    `Accessing non-existent property '${String(name)}' of module exports inside circular dependency`);
}

/** Takes the place of Object.prototype while the module loads. */
const watched = new Proxy({}, {
  __proto__: null,
  get(target, name) {
    // Compiled ES modules ask for __esModule before anything is there.
    if (name in target || name === '__esModule') return target[name];
    warn(name);
    return undefined;
  },
  getOwnPropertyDescriptor(target, name) {
    if (Object.hasOwn(target, name) || name === '__esModule') return Object.getOwnPropertyDescriptor(target, name);
    warn(name);
    return undefined;
  },
});

/** No trap of a proxy may be run for this. */
function isPlain(exports, prototype) {
  return exports !== null && typeof exports === 'object' && !isProxy(exports) && getPrototypeOf(exports) === prototype;
}

/**
 * @param {object} module that has not finished loading
 * @returns {any} its exports
 */
function exportsInCycle(module) {
  const { exports } = module;
  // Only plain objects, whose prototype nobody relies on.
  if (isPlain(exports, Object.prototype) && !exports.__esModule) {
    setPrototypeOf(exports, watched);
  }
  return exports;
}

/** @param {object} module that has finished loading */
function endCycle(module) {
  const { exports } = module;
  if (isPlain(exports, watched)) {
    setPrototypeOf(exports, Object.prototype);
  }
}

module.exports = { exportsInCycle, endCycle };
