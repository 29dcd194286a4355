// process.finalization: callbacks at the end of the process for objects that are still there.
// https://nodejs.org/api/process.html#processfinalizationregisterref-callback
'use strict';

const { process } = require('internal/process/object');
const { validateObject } = require('internal/validators');

/** Callbacks by event; the objects are held weakly. */
const registered = { __proto__: null, exit: new Set(), beforeExit: new Set() };

/** Made on first use: a process that registers nothing has none. */
let collected = null;
const warned = new Set();

function warn(name) {
  if (warned.has(name)) return;
  warned.add(name);
  process.emitWarning(`process.finalization.${name} is an experimental feature and might change at any time`,
                      'ExperimentalWarning');
}

function runAll(event) {
  for (const { ref, callback } of [...registered[event]]) {
    const object = ref.deref();
    if (object !== undefined) callback(object, event);
  }
  registered[event].clear();
}
const listeners = { __proto__: null, exit: () => runAll('exit'), beforeExit: () => runAll('beforeExit') };

function registry() {
  return collected ??= new FinalizationRegistry(({ set, entry }) => drop(set, entry));
}

function add(event, object, callback) {
  const entry = { ref: new WeakRef(object), callback };
  const set = registered[event];
  if (set.size === 0) process.on(event, listeners[event]);
  set.add(entry);
  registry().register(object, { set, entry }, object);
}

function drop(set, entry) {
  if (!set.delete(entry) || set.size > 0) return;
  const event = set === registered.exit ? 'exit' : 'beforeExit';
  process.removeListener(event, listeners[event]);
}

function checkObject(obj) {
  validateObject(obj, 'obj', { allowArray: true, allowFunction: true });
}

/**
 * @param {object | Function} obj
 * @param {(obj: object, event: string) => void} callback called at 'exit', unless the object is gone by then
 */
function register(obj, callback) {
  warn('register');
  checkObject(obj);
  add('exit', obj, callback);
}

/** The same at 'beforeExit'. */
function registerBeforeExit(obj, callback) {
  warn('registerBeforeExit');
  checkObject(obj);
  add('beforeExit', obj, callback);
}

/** @param {object | Function} obj its callbacks are not called any more */
function unregister(obj) {
  warn('unregister');
  registry().unregister(obj);
  for (const event of Object.keys(registered)) {
    for (const entry of [...registered[event]]) {
      if (entry.ref.deref() === obj) drop(registered[event], entry);
    }
  }
}

module.exports = { register, registerBeforeExit, unregister };
