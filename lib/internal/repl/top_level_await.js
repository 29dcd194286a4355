// `await` at the prompt: the text as an async function whose variables are global all the same.
// https://nodejs.org/api/repl.html#await-keyword
'use strict';

const { parse, walk } = require('internal/repl/syntax');

function isFunction(node) {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

/** Whether the text waits outside of functions; one that returns there is no program. */
function waits(program) {
  let found = false;
  let returns = false;
  walk(program, (node) => {
    if (isFunction(node) || node.type === 'PropertyDefinition' || node.type === 'StaticBlock') return false;
    if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await) ||
        (node.type === 'VariableDeclaration' && node.kind === 'await using')) found = true;
    if (node.type === 'ReturnStatement') returns = true;
    return true;
  });
  return found && !returns;
}

/** The names that a pattern binds. */
function namesOf(pattern, names) {
  switch (pattern?.type) {
    case 'Identifier': names.push(pattern.name); break;
    case 'ObjectPattern': for (const property of pattern.properties) namesOf(property.value ?? property.argument, names); break;
    case 'ArrayPattern': for (const element of pattern.elements) namesOf(element, names); break;
    case 'AssignmentPattern': namesOf(pattern.left, names); break;
    case 'RestElement': namesOf(pattern.argument, names); break;
  }
  return names;
}

function isLoopHead(node, parent) {
  return (parent.type === 'ForInStatement' || parent.type === 'ForOfStatement') && parent.left === node;
}

/**
 * Rewrites a program that waits at its top level.
 * @param {string} code
 * @returns {string | undefined} a program whose value is a promise of `{ value }`, the value of the last statement, or of
 *     undefined; undefined where the code does not wait, or does not compile
 */
function asAsync(code) {
  const program = parse(code);
  if (program === undefined || !waits(program)) return undefined;
  const edits = [];
  const replace = (start, end, text) => edits.push({ start, end, text });
  const lexical = [];
  const variables = [];
  let head = '';

  walk(program, (node, parent) => {
    const isTop = parent === program;
    if (node.type === 'FunctionDeclaration') {
      if (isTop) {
        // Known before it is reached, as functions are.
        variables.push(node.id.name);
        head += `this.${node.id.name} = ${node.id.name}; `;
      }
      return false;
    }
    if (isFunction(node)) return false;
    if (node.type === 'ClassDeclaration') {
      if (isTop) {
        lexical.push(node.id.name);
        replace(node.start, node.start, `${node.id.name}=`);
        replace(node.end, node.end, ';');
      }
      return false;
    }
    if (node.type !== 'VariableDeclaration') return true;
    const isVar = node.kind === 'var';
    if (node.kind.endsWith('using') || (!isVar && !isTop)) return true;
    const names = isVar ? variables : lexical;
    for (const { id } of node.declarations) namesOf(id, names);
    if (isLoopHead(node, parent)) {
      replace(node.start, node.declarations[0].start, '');
      return true;
    }
    const isHead = parent.type === 'ForStatement';
    replace(node.start, node.declarations[0].start, isHead ? '' : 'void (');
    for (const { id, init, end } of node.declarations) {
      if (init !== null) continue;
      // `let a;` sets it to undefined, and `var a;` leaves it alone.
      replace(end, end, isVar ? '' : '=undefined');
      namesOf(id, []);
    }
    if (!isHead) {
      const last = node.declarations[node.declarations.length - 1].end;
      replace(last, last, ')');
      if (code[node.end - 1] !== ';') replace(node.end, node.end, ';');
    }
    return true;
  });

  const last = program.body[program.body.length - 1];
  if (last?.type === 'ExpressionStatement') {
    // In an object: a promise as the value is not waited for.
    replace(last.start, last.start, 'return { value: (');
    const end = code[last.end - 1] === ';' ? last.end - 1 : last.end;
    replace(end, last.end, ') };');
  }
  const body = applyEdits(code, edits);
  const declared = (kind, names) => (names.length === 0 ? '' : `${kind} ${[...new Set(names)].join(', ')}; `);
  return `${declared('let', lexical)}${declared('var', variables)}(async () => { ${head}${body}\n})()`;
}

function applyEdits(code, edits) {
  // Of two at one place, the one that was made first stands first.
  const ordered = edits.map((edit, index) => ({ ...edit, index })).sort((a, b) => a.start - b.start || a.index - b.index);
  let text = '';
  let at = 0;
  for (const { start, end, text: inserted } of ordered) {
    text += code.slice(at, start) + inserted;
    at = Math.max(at, end);
  }
  return text + code.slice(at);
}

module.exports = { asAsync };
