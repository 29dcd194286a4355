// What the parser says of input that does not compile, and of `await` outside of functions. https://github.com/acornjs/acorn
'use strict';

const options = {
  __proto__: null,
  ecmaVersion: 'latest',
  allowAwaitOutsideFunction: true,
  allowHashBang: true,
};

/** @returns {object} acorn, loaded when it is first needed */
function parser() {
  return require('internal/deps/acorn');
}

/** Whether an error means that the text ends too early. */
function endsEarly(error, code) {
  const { message, pos } = error;
  if (typeof pos !== 'number') return false;
  if (message.startsWith('Unterminated template') || message.startsWith('Unterminated comment')) return true;
  if (message.startsWith('Unterminated string constant')) {
    // Only a backslash carries a string over to the next line; whatever came before it did so, too.
    return /\\(?:\r\n|[\n\r\u2028\u2029])$/.test(code);
  }
  // A template may end inside of `${`.
  return error.raisedAt >= code.length && !message.startsWith('Unterminated regular') && pos >= code.trimEnd().length;
}

function fails(code) {
  try {
    parser().parse(code, options);
    return undefined;
  } catch (error) {
    return error;
  }
}

/**
 * @param {string} code that does not compile
 * @returns {boolean} whether more lines could make it compile
 */
function isRecoverable(code) {
  const error = fails(code);
  if (error !== undefined && endsEarly(error, code)) return true;
  if (!/^\s*\{/.test(code)) return false;
  // An object literal that has just begun.
  const literal = `(${code}`;
  const other = fails(literal);
  return other !== undefined && endsEarly(other, literal);
}

/**
 * @param {string} code
 * @param {object} [more] options of acorn
 * @returns {object | undefined} its syntax tree (ESTree); undefined when it has none
 */
function parse(code, more = undefined) {
  try {
    return parser().parse(code, more === undefined ? options : { ...options, ...more });
  } catch {
    return undefined;
  }
}

/**
 * Calls `visit` for the nodes of a tree, from the outside in, until it returns false for one: that one's children are left out.
 * @param {object} node of an ESTree
 * @param {(node: object, parent: object | undefined) => boolean | void} visit
 * @param {object} [parent]
 */
function walk(node, visit, parent = undefined) {
  if (visit(node, parent) === false) return;
  for (const key of Object.keys(node)) {
    const child = node[key];
    if (Array.isArray(child)) {
      for (let i = 0; i < child.length; i++) if (typeof child[i]?.type === 'string') walk(child[i], visit, node);
    } else if (typeof child?.type === 'string') {
      walk(child, visit, node);
    }
  }
}

module.exports = { isRecoverable, parse, walk };
