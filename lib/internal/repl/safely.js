// Evaluating without side effects: V8 stops code that would have any. What previews and completion look at values by.
// https://chromedevtools.github.io/devtools-protocol/v8/Runtime/#method-evaluate
'use strict';

/** In milliseconds: nobody waits longer for a hint. */
const timeout = 250;
const objectGroup = 'prompt';

let session;

function connect() {
  if (session === undefined) {
    const { ProtocolSession } = require('internal/v8/protocol');
    session = new ProtocolSession();
  }
  return session;
}

function contextIdOf(server) {
  return connect().contextId(server.useGlobal ? null : server.context);
}

/** What a result of the protocol stands for. */
function toValue(result) {
  if (result.objectId !== undefined) return session.unwrap(result.objectId);
  if (result.type === 'undefined') return undefined;
  if (result.unserializableValue === undefined) return result.value;
  const text = result.unserializableValue;
  return text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text);
}

/**
 * @param {REPLServer} server in whose context
 * @param {string} expression
 * @returns {{ value: unknown, threw: boolean } | undefined} undefined when it does not compile, would have side effects, or
 *     takes too long
 */
function evaluate(server, expression) {
  const contextId = contextIdOf(server);
  if (contextId === undefined) return undefined;
  let answer;
  try {
    answer = session.command('Runtime.evaluate', {
      expression, contextId, throwOnSideEffect: true, timeout, silent: true, objectGroup, disableBreaks: true,
    });
    if (answer === undefined) return undefined;
    const { result, exceptionDetails } = answer;
    if (exceptionDetails !== undefined) {
      const thrown = exceptionDetails.exception;
      if (thrown === undefined) return undefined;
      const value = toValue(thrown);
      const isOurs = thrown.className === 'EvalError' || thrown.className === 'SyntaxError';
      return isOurs ? undefined : { value, threw: true };
    }
    return { value: toValue(result), threw: false };
  } finally {
    session.command('Runtime.releaseObjectGroup', { objectGroup });
  }
}

/** @returns {string[]} the names that let, const and class have declared at the top */
function lexicalNames(server) {
  const executionContextId = contextIdOf(server);
  if (executionContextId === undefined) return [];
  return session.command('Runtime.globalLexicalScopeNames', { executionContextId })?.names ?? [];
}

module.exports = { evaluate, lexicalNames };
