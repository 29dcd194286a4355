// An EventEmitter's `_events`.
'use strict';

/**
 * The listeners of one emitter by event name: a function, or an array of at least two. Made by a constructor without
 * a usual prototype: no inherited names, and V8 gives it inline slots where `Object.create(null)` gets a hash table.
 *
 * Running emits read these arrays without a copy, up to the length they had at the start. So listeners may be pushed in
 * place, while removing and prepending replace the array.
 */
function Listeners() {}
Listeners.prototype = Object.create(null);

module.exports = { Listeners };
