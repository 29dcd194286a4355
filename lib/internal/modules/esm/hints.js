// What is added to V8's words where a module of the other kind was expected. https://nodejs.org/api/esm.html
'use strict';

const native = binding('modules');
const { reword } = require('internal/modules/failures');
const { sourceFrame, setSourceFrame } = binding('realm');

const missingExport = /^The requested module '(.*)' does not provide an export named '(.*)'$/s;
const namedImports = /(\{[^}]*\})/;

/**
 * @param {SyntaxError} error of instantiation
 * @param {object} [importer] the record whose import failed
 * @param {string} [line] the source line of the name that is missing
 * @returns {SyntaxError} the same, which tells of CommonJS where that is the reason
 */
function explainMissingExport(error, importer, line) {
  const match = missingExport.exec(error.message);
  if (match === null || importer?.specifiers === undefined) return error;
  // The place of the import is part of the stack.
  const frame = sourceFrame(error);
  setSourceFrame(error, '');
  const { stack } = error;
  const text = missingExportText(error.message, match, importer, line);
  const begin = stack.indexOf(error.message);
  error.stack = `${frame}${begin < 0 ? stack : stack.slice(0, begin) + text + stack.slice(begin + error.message.length)}`;
  error.message = text;
  return error;
}

function missingExportText(message, { 1: specifier, 2: name }, importer, line) {
  let linked;
  for (let i = 0; i < importer.links.length; i++) {
    if (importer.specifiers[i * 4] === specifier) linked = importer.links[i];
  }
  if (linked === undefined || !linked.format.startsWith('commonjs')) return message;
  const imports = line === undefined ? null : namedImports.exec(line);
  const destructured = imports === null ? '' : `const ${imports[1].replaceAll(/\s+as\s+/g, ': ')} = pkg;\n`;
  return `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which ` +
    'may not support all module.exports as named exports.\nCommonJS modules can always be imported via the default ' +
    `export, for example using:\n\nimport pkg from '${specifier}';\n${destructured}`;
}

const undefinedName = /^(module|exports|require|__filename|__dirname) is not defined$/;

/**
 * @param {any} error of evaluation
 * @param {object} record the module that was evaluated
 * @returns {any} the same, which tells of CommonJS's variables where one is missing
 */
function explainScopeError(error, record) {
  if (error === null || typeof error !== 'object' || error.name !== 'ReferenceError') return error;
  const { message } = error;
  const match = typeof message === 'string' ? undefinedName.exec(message) : null;
  if (match === null) return error;
  let text = `${message} in ES module scope`;
  if (match[1] === 'require') text += ', you can use import instead';
  const { path } = record;
  if (path?.endsWith('.js') && native.packageType(path) === 'module') {
    text += `\nThis file is being treated as an ES module because it has a '.js' file extension and '${
      native.packageScope(path)}' contains "type": "module". To treat it as a CommonJS script, rename it to use the ` +
      "'.cjs' file extension.";
  }
  return reword(error, text);
}

module.exports = { explainMissingExport, explainScopeError };
