// An EventEmitter's `_events`.
'use strict';

const { ownKeys } = Reflect;

/** When so many names have no listeners, and no more have some, a table is made anew. */
const manyVacant = 8;

/**
 * The listeners of one emitter by event name: a function, or an array of at least two. Without a usual prototype, so that
 * no name is inherited, and made by a constructor, so that V8 gives it inline slots where `Object.create(null)` gets a hash
 * table.
 *
 * A name whose last listener was removed stays, with undefined: to delete it would make a hash table of the object for good.
 *
 * Running emits read these arrays without a copy, up to the length they had at the start. So listeners may be pushed in
 * place, while removing and prepending replace the array.
 */
class Listeners {
  #vacant = 0;
  #latest = undefined;

  /**
   * Puts the first listener of a name in. The names stay in the order in which they got their first listeners.
   * @param {Listeners | object} table a program may have put an object of its own in the place
   * @param {string | symbol} type
   * @param {Function | Function[]} listener
   * @returns {Listeners | object} the table to use from now on
   */
  static insert(table, type, listener) {
    if (#vacant in table) {
      if (table.#vacant > 0) {
        if (table.#latest === type) table.#vacant--;
        else if (type in table) table = Listeners.#compacted(table);
      }
      table.#latest = type;
    }
    table[type] = listener;
    return table;
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
    const names = ownKeys(table);
    for (let i = 0; i < names.length; i++) {
      if (table[names[i]] === undefined) continue;
      copy[names[i]] = table[names[i]];
      copy.#latest = names[i];
    }
    return copy;
  }
}
const { insert, vacate } = Listeners;
delete Listeners.insert;
delete Listeners.vacate;
delete Listeners.prototype.constructor;
Object.setPrototypeOf(Listeners.prototype, null);

/**
 * @param {object} table
 * @returns {(string | symbol)[]} the names that have listeners
 */
function namesOf(table) {
  const names = ownKeys(table);
  const used = [];
  for (let i = 0; i < names.length; i++) {
    if (table[names[i]] !== undefined) used[used.length] = names[i];
  }
  return used;
}

/**
 * @param {object} value
 * @returns {boolean} whether it is a table of listeners, and not one that a program made
 */
function isListeners(value) {
  return Object.getPrototypeOf(value) === Listeners.prototype;
}

module.exports = { Listeners, insert, isListeners, namesOf, vacate };
