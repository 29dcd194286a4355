// How a REPL runs what was entered. https://nodejs.org/api/repl.html#default-evaluation
'use strict';

const { codes } = require('internal/errors');
const { Recoverable } = require('internal/repl/recoverable');

/** Before code in strict mode: its value, not the directive's, is that of code that has none. */
const prologue = "'use strict'; void 0; ";

/** Answers import() in what was entered: as a module in the working directory would be answered. */
let importer;

function importSymbol() {
  if (importer !== undefined) return importer;
  const { importers } = require('internal/modules/esm/dynamic');
  const loader = require('internal/modules/esm/loader');
  importer = Symbol('import() of the REPL');
  importers.set(importer, (specifier, attributes) => {
    return loader.importModule(specifier, loader.placeOfFile(`${require('process').cwd()}/repl`), attributes);
  });
  return importer;
}

/** An import statement has a form that the prompt can run, and the error tells it. */
function tellOfImport(error, code) {
  if (!/^Cannot use import statement outside a module/.test(error.message)) return;
  const instead = importInstead(code);
  const message = 'Cannot use import statement inside the Node.js REPL, alternatively use dynamic import' +
    (instead === '' ? '' : `: ${instead}`);
  if (typeof error.stack === 'string') error.stack = error.stack.replace(error.message, () => message);
  error.message = message;
}

/** What code has thrown, where that may be null or undefined: to a callback these say that nothing was. */
class Thrown {
  constructor(value) {
    this.value = value;
  }
}

/** The import statement as an expression that the prompt can run. */
function importInstead(code) {
  const { parse } = require('internal/repl/syntax');
  const program = parse(code, { sourceType: 'module' });
  if (program === undefined) return '';
  const lines = [];
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration') continue;
    const source = JSON.stringify(node.source.value);
    const names = [];
    let namespace;
    for (const { type, local, imported } of node.specifiers) {
      if (type === 'ImportNamespaceSpecifier') namespace = local.name;
      else if (type === 'ImportDefaultSpecifier') names.push(`default: ${local.name}`);
      else names.push(imported.name === local.name ? local.name : `${imported.name ?? imported.raw}: ${local.name}`);
    }
    if (namespace !== undefined && names.length === 0) lines.push(`const ${namespace} = await import(${source});`);
    else if (namespace !== undefined) lines.push(`const ${namespace} = await import(${source}), { ${names.join(', ')} } = ${namespace};`);
    else if (names.length > 0) lines.push(`const { ${names.join(', ')} } = await import(${source});`);
    else lines.push(`await import(${source});`);
  }
  return lines.join(' ');
}

function looksLikeLiteral(code) {
  return /^\s*\{/.test(code) && !/;\s*$/.test(code);
}

/**
 * The default evaluation function of a server.
 * @param {REPLServer} server whose modes and SIGINT it keeps to
 * @returns {Function} `(code, context, file, callback)`
 */
function makeEvaluator(server) {
  const strict = server.replMode === require('internal/repl/modes').strict;
  const { Script } = require('vm');
  const waiting = require('internal/options').get('--no-experimental-repl-await') === undefined;

  /** @returns {{ script: vm.Script, isAsync: boolean }} */
  function compile(code, file) {
    const make = (text) => {
      return new Script(strict ? prologue + text : text, {
        filename: file, columnOffset: strict ? -prologue.length : 0, importModuleDynamically: importSymbol(),
      });
    };
    if (waiting && code.includes('await')) {
      const { asAsync } = require('internal/repl/top_level_await');
      const text = (looksLikeLiteral(code) ? asAsync(`(${code.trim()})\n`) : undefined) ?? asAsync(code);
      if (text !== undefined) return { script: make(text), isAsync: true };
    }
    if (looksLikeLiteral(code)) {
      // As an expression where that is possible, as a block where not.
      try {
        return { script: make(`(${code.trim()})\n`), isAsync: false };
      } catch {
        // The text itself tells what is wrong.
      }
    }
    return { script: make(code), isAsync: false };
  }

  function run(script, context) {
    const { breakEvalOnSigint } = server;
    const wasRaw = breakEvalOnSigint && server.terminal ? server._setRawMode(false) : undefined;
    try {
      const options = { displayErrors: false, breakOnSigint: breakEvalOnSigint };
      return server.useGlobal ? script.runInThisContext(options) : script.runInContext(context, options);
    } finally {
      if (breakEvalOnSigint && server.terminal) server._setRawMode(wasRaw);
    }
  }

  return function evaluate(code, context, file, callback) {
    if (code === '\n') {
      callback(null);
      return;
    }
    let compiled;
    try {
      compiled = compile(code, file);
    } catch (error) {
      const { isNativeError } = require('internal/util/types');
      if (isNativeError(error) && error.name === 'SyntaxError') {
        if (require('internal/repl/syntax').isRecoverable(code)) {
          callback(new Recoverable(error));
          return;
        }
        tellOfImport(error, code);
      }
      report(error);
      return;
    }
    let value;
    try {
      value = run(compiled.script, context);
    } catch (error) {
      report(error);
      return;
    }
    if (!compiled.isAsync) {
      callback(null, value);
      return;
    }
    wait(value);

    /** What the code throws belongs to the domain that the code has left active, if that is another's. */
    function report(error) {
      const { domain } = require('process');
      if (domain && domain !== server._domain) domain.emit('error', error);
      else callback(error === null || error === undefined ? new Thrown(error) : error);
    }

    async function wait(promise) {
      let stop;
      const interrupted = new Promise((resolve, reject) => {
        stop = () => {
          const error = new codes.ERR_SCRIPT_EXECUTION_INTERRUPTED();
          error.stack = `${error.name} [${error.code}]: ${error.message}`;
          reject(error);
        };
      });
      const interruptible = server.breakEvalOnSigint || server.terminal;
      if (interruptible) server.prependOnceListener('SIGINT', stop);
      let outcome;
      let failed;
      try {
        outcome = (await Promise.race([promise, interrupted]))?.value;
      } catch (error) {
        failed = { error };
      }
      if (interruptible) server.removeListener('SIGINT', stop);
      // Out of the promise: what the callback throws is nobody's rejection.
      require('internal/ticks').nextTick(() => {
        if (failed !== undefined) report(failed.error);
        else callback(null, outcome);
      });
    }
  };
}

module.exports = { Thrown, makeEvaluator };
