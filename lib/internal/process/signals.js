// Signal events of process: a listener for a signal's name starts a native watcher, the removal of the last stops it.
// https://nodejs.org/api/process.html#signal-events
'use strict';

const native = binding('signal');
const hooks = require('internal/async/hooks');
const { process } = require('internal/process/object');
const { names, numbers } = require('internal/process/signal_names');

/** What async_hooks know of a signal that is watched. */
class Signal {}

/** Names that are watched. */
const watched = new Map();

native.setCallback((number) => {
  const name = names[number];
  const { tracking } = hooks.state;
  const signal = watched.get(name);
  if (tracking && signal !== undefined) hooks.enter(signal);
  process.emit(name, name, number);
  if (tracking && signal !== undefined) hooks.leave();
});

/**
 * @param {string} event a listener for it is being added; what is no signal is ignored
 * @throws {Error} EINVAL for SIGKILL and SIGSTOP
 */
function listenerAdded(event) {
  const number = numbers[event];
  if (number === undefined || watched.has(event)) return;
  const result = native.start(number);
  if (result !== 0) {
    const { genericNodeError } = require('internal/errors');
    const code = require('internal/errno').getErrorName(result);
    throw genericNodeError(`uv_signal_start ${code}`, { errno: result, code, syscall: 'uv_signal_start' });
  }
  const signal = new Signal();
  if (hooks.state.tracking) hooks.initialize(signal, 'SIGNALWRAP');
  watched.set(event, signal);
}

/** @param {string} event a listener for it was removed */
function listenerRemoved(event) {
  if (!watched.has(event) || process.listenerCount(event) > 0) return;
  native.stop(numbers[event]);
  hooks.gone(watched.get(event));
  watched.delete(event);
}

module.exports = { listenerAdded, listenerRemoved };
