// Completion at the prompt. https://nodejs.org/api/repl.html#commands-and-special-keys
'use strict';

const { assemble, namesInChain, ownNames } = require('internal/repl/candidates');

const keywords = [
  'async', 'await', 'break', 'case', 'catch', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'export',
  'false', 'finally', 'for', 'function', 'if', 'import', 'in', 'instanceof', 'let', 'new', 'null', 'return', 'switch', 'this',
  'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield',
];

/** The text that is compared: nothing is offered for it where `completed` is undefined. */
const nothing = [[], undefined];

/** The commands, after a dot at the beginning. */
function completeCommand(server, text) {
  const found = /^\s*\.(\w*)$/.exec(text);
  if (found === null) return undefined;
  return [assemble([Object.keys(server.commands)], found[1]), found[1]];
}

/** Variables and keywords. */
function completeName(server, prefix) {
  const { lexicalNames } = require('internal/repl/safely');
  const { context } = server;
  const own = ownNames(context);
  if (!server.useGlobal) {
    // The language's own names are the context's, not those of the object that stands for it.
    const { runInContext } = require('vm');
    own.push(...runInContext('Object.getOwnPropertyNames(globalThis)', context).filter((name) => /^[\w$]+$/.test(name)));
  }
  const inherited = namesInChain(Object.getPrototypeOf(context));
  const groups = [lexicalNames(server), ...inherited, own];
  if (prefix !== '') groups.push(keywords);
  return [assemble(groups, prefix), prefix];
}

/** The tokens of the text; undefined where it ends within a string, a template, a comment or a regular expression. */
function tokensOf(text) {
  const { tokenizer } = require('internal/deps/acorn');
  const comments = [];
  try {
    const tokens = [...tokenizer(text, { ecmaVersion: 'latest', allowHashBang: true, onComment: comments })];
    const last = comments[comments.length - 1];
    // After "//" the line is the comment's.
    if (last !== undefined && last.type === 'Line' && last.end === text.length) return undefined;
    return tokens;
  } catch {
    return undefined;
  }
}

/**
 * The expression that ends with the text.
 * @param {string} text
 * @param {object[]} tokens its tokens
 * @returns {object | undefined} its tree; undefined where nothing is one
 */
function lastExpression(text, tokens) {
  const { parseExpressionAt } = require('internal/deps/acorn');
  for (let i = 0; i < tokens.length; i++) {
    let node;
    try {
      node = parseExpressionAt(text, tokens[i].start, {
        ecmaVersion: 'latest', allowAwaitOutsideFunction: true, preserveParens: true,
      });
    } catch {
      continue;
    }
    if (node.end === text.length) return node;
  }
  return undefined;
}

/** Of `a = b.c`, `!b.c`, `new b.c` and the like what is still being typed: `b.c`. */
function innermost(node) {
  for (;;) {
    switch (node.type) {
      case 'AssignmentExpression':
      case 'BinaryExpression':
      case 'LogicalExpression': node = node.right; break;
      case 'UnaryExpression':
      case 'AwaitExpression':
      case 'YieldExpression': node = node.argument; break;
      case 'NewExpression': node = node.callee; break;
      case 'ConditionalExpression': node = node.alternate; break;
      case 'SequenceExpression': node = node.expressions[node.expressions.length - 1]; break;
      case 'ArrowFunctionExpression': node = node.body; break;
      case 'ChainExpression': node = node.expression; break;
      default: return node;
    }
  }
}

/** Properties: `text` ends with a dot and perhaps the beginning of a name. */
function completeProperty(server, text, prefix, base) {
  // In place of the name that is typed one that is whole.
  const whole = `${base}x`;
  const tokens = tokensOf(whole);
  const expression = tokens === undefined ? undefined : lastExpression(whole, tokens);
  const node = expression === undefined ? undefined : innermost(expression);
  if (node === undefined || node.type !== 'MemberExpression' || node.computed) return nothing;
  const typed = text.slice(node.start);
  const { unknown, valueOf } = require('internal/repl/resolve_value');
  const object = valueOf(server, node.object, whole);
  if (object === unknown || object === null || object === undefined) return [[], typed];
  const before = text.slice(node.start, text.length - prefix.length);
  const names = assemble(namesInChain(Object(object)), prefix);
  return [names.map((name) => (name === '' ? '' : before + name)), typed];
}

/** @returns {[string[], string | undefined]} */
function find(server, text) {
  const command = completeCommand(server, text);
  if (command !== undefined) return command;
  const specifier = require('internal/repl/complete_files').complete(server, text);
  if (specifier !== undefined) return specifier;
  if (text.trim() === '') return completeName(server, '');
  const tokens = tokensOf(text);
  if (tokens === undefined || tokens.length === 0) return nothing;
  const last = tokens[tokens.length - 1];
  if (last.end !== text.length) return nothing;
  const word = last.type.label === 'name' || last.type.keyword !== undefined ? text.slice(last.start, last.end) : '';
  const before = word === '' ? last : tokens[tokens.length - 2];
  if (before !== undefined && (before.type.label === '.' || before.type.label === '?.')) {
    return completeProperty(server, text, word, text.slice(0, text.length - word.length));
  }
  // A name that is being declared is a new one.
  if (word === '' || (before !== undefined && /^(?:let|const|var|class|function)$/.test(text.slice(before.start, before.end)))) return nothing;
  return completeName(server, word);
}

/**
 * @param {REPLServer} server
 * @param {string} text before the cursor
 * @param {(error: Error | null, answer: [string[], string | undefined]) => void} callback
 */
function complete(server, text, callback) {
  let answer = nothing;
  try {
    answer = find(server, text);
  } catch {
    // What can't be looked at has no completions.
  }
  callback(null, answer);
}

/**
 * @param {REPLServer} server
 * @param {string} text before the cursor
 * @returns {string} what may be added to the word before the cursor without a choice; '' where there is none
 */
function rest(server, text) {
  let answer = nothing;
  const take = (error, found) => {
    if (!error && found) answer = found;
  };
  if (server.completer.length > 1) server.completer(text, take);
  const [candidates, completed] = answer;
  // Right behind an opening bracket too much may be meant.
  if (completed === undefined || completed === '' || /[([{]$/.test(text.slice(0, -completed.length))) return '';
  const prefix = commonPrefix(candidates.filter((candidate) => candidate.startsWith(completed)));
  return prefix.slice(completed.length);
}

/** What all begin with. */
function commonPrefix(texts) {
  let prefix = texts[0] ?? '';
  for (let i = 1; i < texts.length; i++) while (!texts[i].startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

/**
 * In the editor only what all candidates have in common: a list of them would tear its text apart.
 * @param {Function} callback a completer's
 * @returns {Function}
 */
function onEditor(callback) {
  return (error, answer) => {
    if (error) {
      callback(error);
      return;
    }
    const [candidates, completed = ''] = answer ?? nothing;
    const prefix = commonPrefix(candidates.filter((candidate) => candidate !== ''));
    callback(null, [prefix.length > completed.length ? [prefix] : [], completed]);
  };
}

module.exports = { complete, onEditor, rest };
