// The warnings of Buffer's old constructors. https://nodejs.org/api/deprecations.html#dep0005-buffer-constructor
'use strict';

let constructorWarned = false;
let slowBufferWarned = false;

/** Whether the caller of a builtin function is a file below node_modules, which its user can't mend. */
function calledFromPackage() {
  const limit = Error.stackTraceLimit;
  let frames;
  try {
    Error.stackTraceLimit = 10;
    frames = String(new Error().stack).split('\n');
  } catch {
    return false;
  } finally {
    try {
      Error.stackTraceLimit = limit;
    } catch {
      // Frozen: it was not changed either.
    }
  }
  for (let i = 1; i < frames.length; i++) {
    if (frames[i].includes('node:')) continue;
    return /[/\\]node_modules[/\\]/.test(frames[i]);
  }
  return false;
}

/** DEP0005, once, and only for the program's own code. */
function warnOfConstructor() {
  if (constructorWarned || (!require('internal/options').get('--pending-deprecation') && calledFromPackage())) return;
  constructorWarned = true;
  require('process').emitWarning(
    'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
    'Buffer.allocUnsafe(), or Buffer.from() methods instead.', 'DeprecationWarning', 'DEP0005');
}

/** DEP0030, once. */
function warnOfSlowBuffer() {
  if (slowBufferWarned) return;
  slowBufferWarned = true;
  require('process').emitWarning(
    'SlowBuffer() is deprecated. Please use Buffer.allocUnsafeSlow()', 'DeprecationWarning', 'DEP0030');
}

module.exports = { calledFromPackage, warnOfConstructor, warnOfSlowBuffer };
