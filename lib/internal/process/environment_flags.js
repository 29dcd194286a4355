// process.allowedNodeEnvironmentFlags: what NODE_OPTIONS may hold.
// https://nodejs.org/api/process.html#processallowednodeenvironmentflags
'use strict';

/** "--perf_basic-prof=x" and "perf-basic-prof" as "--perf-basic-prof". */
function normalized(flag) {
  const equals = flag.indexOf('=');
  const name = (equals === -1 ? flag : flag.slice(0, equals)).replace(/^-+/, '').replaceAll('_', '-');
  return name.length === 1 ? `-${name}` : `--${name}`;
}

class NodeEnvironmentFlagsSet extends Set {
  #flags;
  constructor(flags) {
    super();
    this.#flags = new Set(flags);
  }
  add() {
    return this;
  }
  delete() {
    return false;
  }
  clear() {}
  has(flag) {
    return typeof flag === 'string' && this.#flags.has(normalized(flag));
  }
  get size() {
    return this.#flags.size;
  }
  forEach(callback, thisArg = undefined) {
    this.#flags.forEach((flag) => Reflect.apply(callback, thisArg, [flag, flag, this]));
  }
  entries() {
    return this.#flags.entries();
  }
  keys() {
    return this.#flags.keys();
  }
  values() {
    return this.#flags.values();
  }
  [Symbol.iterator]() {
    return this.#flags.values();
  }
}

/** @returns {Set<string>} */
function make() {
  const set = new NodeEnvironmentFlagsSet(binding('options').allowedInEnvironment());
  Object.freeze(NodeEnvironmentFlagsSet.prototype);
  return Object.freeze(set);
}

module.exports = { make };
