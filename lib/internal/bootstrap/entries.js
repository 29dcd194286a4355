// What native code calls: registered by position (enum Entry in src/runtime/realm.h), kept by the snapshot.
'use strict';

const native = binding('realm');
const { flags, processTicksAndRejections } = require('internal/ticks');
const { process } = require('internal/process/object');
const uncaught = require('internal/process/uncaught');
const rejections = require('internal/process/rejections');
const timers = require('internal/timers/entries');
const { loadLazy } = require('internal/lazy');
const { prepareStackTrace } = require('internal/errors/stack');

// Their places in enum Entry.
const kPrepareStackTrace = 12;
const kLoadLazy = 13;
const kCloneProtocol = 14;

/**
 * @param {(id: string) => any} loadBuiltin
 */
function register(loadBuiltin) {
  const entries = [
    flags,
    processTicksAndRejections.bind(process),
    uncaught.onUncaught,
    uncaught.format,
    timers.processTimers,
    timers.processImmediates,
    uncaught.emitBeforeExit,
    uncaught.emitExit,
    rejections.onRejection,
    () => loadBuiltin('internal/process/main').run(),
    (referrer, specifier, attributes, hostDefined) => loadBuiltin('internal/modules/esm/dynamic')
      .importDynamically(referrer, specifier, attributes, hostDefined),
  ];
  for (let i = 0; i < entries.length; i++) native.setEntry(i, entries[i]);
  native.setEntry(kPrepareStackTrace, prepareStackTrace);
  native.setEntry(kLoadLazy, loadLazy);
  native.setEntry(kCloneProtocol, () => loadBuiltin('internal/cloneable').protocol());
}

module.exports = { register };
