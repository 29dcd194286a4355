// Objects that programs read in their inner loops. Part of the snapshot.
'use strict';

/**
 * Has the engine keep an object's properties in slots again, with its next reads, although some were redefined, which makes
 * a hash table of them: it does so for whatever other objects inherit from.
 * @param {object} object
 */
function keepFast(object) {
  Object.setPrototypeOf({}, object);
}

module.exports = { keepFast };
