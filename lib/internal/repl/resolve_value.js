// The value of an expression that is being typed, found without running anything of the program's.
'use strict';

const { isProxy } = require('internal/util/types');
const { walk } = require('internal/repl/syntax');

/** Nothing is known. */
const unknown = Symbol('unknown');

/** What a chain of properties may begin with, besides a name: it is made anew, and nothing comes of that. */
const harmless = new Set([
  'Literal', 'TemplateLiteral', 'TemplateElement', 'ArrayExpression', 'ObjectExpression', 'Property', 'Identifier',
  'UnaryExpression', 'BinaryExpression', 'LogicalExpression', 'ConditionalExpression', 'ParenthesizedExpression',
  'SequenceExpression', 'MemberExpression', 'ChainExpression', 'ThisExpression', 'FunctionExpression',
  'ArrowFunctionExpression', 'ClassExpression',
]);

/** A property's value, unless code of the program would have to tell it. */
function propertyOf(value, key) {
  if (value === null || value === undefined || value === unknown) return unknown;
  for (let at = Object(value); at !== null; at = Object.getPrototypeOf(at)) {
    if (isProxy(at)) return unknown;
    const property = Object.getOwnPropertyDescriptor(at, key);
    if (property !== undefined) return Object.hasOwn(property, 'value') ? property.value : unknown;
  }
  return undefined;
}

/** A variable's value. Accessors of the global object are read if the runtime has made them: modules, and what loads late. */
function variable(server, name) {
  const { context } = server;
  const { evaluate, lexicalNames } = require('internal/repl/safely');
  if (lexicalNames(server).includes(name)) {
    const answer = evaluate(server, name);
    return answer === undefined || answer.threw ? unknown : answer.value;
  }
  for (let at = context; at !== null; at = Object.getPrototypeOf(at)) {
    if (isProxy(at)) return unknown;
    const property = Object.getOwnPropertyDescriptor(at, name);
    if (property === undefined) continue;
    if (Object.hasOwn(property, 'value')) return property.value;
    try {
      return require('internal/repl/context').isOwnAccessor(name) ? Reflect.apply(property.get, context, []) : unknown;
    } catch {
      return unknown;
    }
  }
  // The language's own values of a context of its own are not properties of the object that stands for it.
  const answer = evaluate(server, name);
  return answer === undefined || answer.threw ? unknown : answer.value;
}

function isHarmless(node) {
  let all = true;
  walk(node, (inner) => {
    if (!harmless.has(inner.type)) all = false;
    // A tagged or spread part, or a function: what is inside of functions does not run.
    return all && !inner.type.includes('Function');
  });
  return all;
}

/**
 * @param {REPLServer} server
 * @param {object} node an expression's syntax tree (ESTree)
 * @param {string} code which it is the tree of
 * @returns {unknown} its value; `unknown` where finding it would run code
 */
function valueOf(server, node, code) {
  switch (node.type) {
    case 'Identifier': return node.name === 'undefined' ? undefined : variable(server, node.name);
    case 'ThisExpression': return server.context;
    case 'ChainExpression':
    case 'ParenthesizedExpression': return valueOf(server, node.expression, code);
    case 'MemberExpression': {
      const object = valueOf(server, node.object, code);
      if (object === unknown) return unknown;
      if (!node.computed) return node.property.type === 'Identifier' ? propertyOf(object, node.property.name) : unknown;
      const key = valueOf(server, node.property, code);
      // Anything else would be asked what it is as a key.
      if (key === unknown || (typeof key === 'object' && key !== null) || typeof key === 'function') return unknown;
      return propertyOf(object, typeof key === 'symbol' ? key : String(key));
    }
    default: {
      if (!isHarmless(node)) return unknown;
      const { evaluate } = require('internal/repl/safely');
      const answer = evaluate(server, `(${code.slice(node.start, node.end)})`);
      return answer === undefined || answer.threw ? unknown : answer.value;
    }
  }
}

module.exports = { unknown, valueOf };
