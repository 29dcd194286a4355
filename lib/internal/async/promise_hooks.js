// Who is told of the lives of promises: V8 takes one function for each event. https://nodejs.org/api/v8.html#promise-hooks
'use strict';

const { isStackOverflow } = require('internal/errors/stack_overflow');
const { validatePlainFunction } = require('internal/validators');

/** The functions of each event, in V8's order; replaced, never changed, as they may be changed while they are told. */
const hooks = { init: [], before: [], after: [], settled: [] };

/** One function for several. What they throw is uncaught: a promise must not fail for its watchers. */
function combine(list) {
  if (list.length === 0) return undefined;
  return (promise, parent) => {
    for (let i = 0; i < list.length; i++) {
      try {
        list[i](promise, parent);
      } catch (error) {
        // A full stack is the program's affair: it will notice by itself.
        if (!isStackOverflow(error)) binding('realm').reportUncaught(error);
      }
    }
  };
}

function update() {
  binding('util').setPromiseHooks(combine(hooks.init), combine(hooks.before), combine(hooks.after), combine(hooks.settled));
}

/**
 * @param {'init' | 'before' | 'after' | 'settled'} event
 * @param {Function} hook a plain function: an async one would make promises without end
 * @returns {() => void} ends it
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function add(event, hook) {
  validatePlainFunction(hook, `${event}Hook`);
  hooks[event] = [...hooks[event], hook];
  update();
  let added = true;
  return () => {
    if (!added) return;
    added = false;
    const list = hooks[event];
    const index = list.indexOf(hook);
    hooks[event] = list.filter((_, i) => i !== index);
    update();
  };
}

/** @param {Function} init `(promise, parent)` */
function onInit(init) {
  return add('init', init);
}

/** @param {Function} before `(promise)` */
function onBefore(before) {
  return add('before', before);
}

/** @param {Function} after `(promise)` */
function onAfter(after) {
  return add('after', after);
}

/** @param {Function} settled `(promise)` */
function onSettled(settled) {
  return add('settled', settled);
}

/**
 * Adds several at once.
 * @param {{ init?: Function, before?: Function, after?: Function, settled?: Function }} [callbacks]
 * @returns {() => void} ends them
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function createHook({ init, before, after, settled } = {}) {
  const given = { init, before, after, settled };
  const stops = [];
  for (const event of ['init', 'before', 'after', 'settled']) {
    if (given[event]) stops.push(add(event, given[event]));
  }
  return () => {
    for (let i = 0; i < stops.length; i++) stops[i]();
  };
}

module.exports = { createHook, onAfter, onBefore, onInit, onSettled };
