// An EventEmitter's `_events`.
'use strict';

const { ownKeys } = Reflect;

/** When so many names have no listeners, and no more have some, a table is made anew. */
const manyVacant = 8;
/** And when names have come back so often. */
const manyReturns = 32;

/**
 * The listeners of one emitter by event name: a function, or an array of at least two. Without a usual prototype, so that
 * no name is inherited, and made by a constructor, so that V8 gives it inline slots where `Object.create(null)` gets a hash
 * table.
 *
 * A name whose last listener was removed stays, with undefined: to delete it would make a hash table of the object for good.
 * The names count in the order in which they got their first listeners, so those that come back are noted.
 *
 * Running emits read these arrays without a copy, up to the length they had at the start. So listeners may be pushed in
 * place, while removing and prepending replace the array.
 */
class Listeners {
  #vacant = 0;
  /** The name that came last, as long as that is the last of the table too. */
  #latest = undefined;
  /** What has come since the first name came back that wasn't the last; a name may be there several times. */
  #since = undefined;

  /**
   * Puts the first listener of a name in.
   * @param {Listeners | object} table a program may have put an object of its own in the place
   * @param {string | symbol} type
   * @param {Function | Function[]} listener
   * @returns {Listeners | object} the table to use from now on
   */
  static insert(table, type, listener) {
    if (!(#vacant in table)) {
      table[type] = listener;
      return table;
    }
    if (table.#vacant > 0 && (table.#latest === type || type in table)) {
      table.#vacant--;
      if (table.#latest !== type) table.#since ??= [];
    }
    table[type] = listener;
    const since = table.#since;
    if (since === undefined) {
      table.#latest = type;
      return table;
    }
    since[since.length] = type;
    return since.length < manyReturns ? table : Listeners.#compacted(table);
  }

  /**
   * Takes the listeners of a name out.
   * @param {Listeners | object} table
   * @param {string | symbol} type
   * @param {number} left how many names with listeners remain
   * @returns {Listeners | object} the table to use from now on
   */
  static vacate(table, type, left) {
    if (left === 0) return new Listeners();
    if (!(#vacant in table)) {
      delete table[type];
      return table;
    }
    table[type] = undefined;
    return ++table.#vacant < manyVacant || table.#vacant < left ? table : Listeners.#compacted(table);
  }

  static #compacted(table) {
    const copy = new Listeners();
    const names = namesOf(table);
    for (let i = 0; i < names.length; i++) {
      copy[names[i]] = table[names[i]];
      copy.#latest = names[i];
    }
    return copy;
  }

  /**
   * @param {Listeners | object} table
   * @returns {(string | symbol)[]} the names that have listeners
   */
  static namesOf(table) {
    const since = #vacant in table ? table.#since : undefined;
    const names = ownKeys(table);
    const used = [];
    for (let i = 0; i < names.length; i++) {
      if (table[names[i]] !== undefined && (since === undefined || !since.includes(names[i]))) used[used.length] = names[i];
    }
    if (since === undefined) return used;
    for (let i = 0; i < since.length; i++) {
      if (table[since[i]] !== undefined && since.lastIndexOf(since[i]) === i) used[used.length] = since[i];
    }
    return used;
  }
}
const { insert, namesOf, vacate } = Listeners;
delete Listeners.insert;
delete Listeners.namesOf;
delete Listeners.vacate;
delete Listeners.prototype.constructor;
Object.setPrototypeOf(Listeners.prototype, null);

/**
 * @param {object} value
 * @returns {boolean} whether it is a table of listeners, and not one that a program made
 */
function isListeners(value) {
  return Object.getPrototypeOf(value) === Listeners.prototype;
}

module.exports = { Listeners, insert, isListeners, namesOf, vacate };
