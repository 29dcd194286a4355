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

/** What code has thrown, where that is a value which says to a callback that nothing was. */
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

/**
 * @param {string} code
 * @returns {string | undefined} the code as an expression, where braces at its beginning may be an object's
 */
function asLiteral(code) {
  if (!/^\s*\{/.test(code) || /;\s*$/.test(code)) return undefined;
  // Its parentheses must be pairs by themselves: not `{}), ({}`.
  return require('internal/repl/syntax').parse(`_=${code}`) === undefined ? undefined : `(${code.trim()})\n`;
}

/** Whether code is read in strict mode, by the server's mode or by V8's flag. */
function isStrict(server) {
  return server.replMode === require('internal/repl/modes').strict || require('process').execArgv.includes('--use-strict');
}

/** What RegExp.$1 to $9 were when the program's code ended: between two inputs the runtime's own expressions run. */
let groups;

function saveGroups() {
  groups = [RegExp.$1, RegExp.$2, RegExp.$3, RegExp.$4, RegExp.$5, RegExp.$6, RegExp.$7, RegExp.$8, RegExp.$9];
}

function restoreGroups() {
  if (groups === undefined) return;
  let pattern = '';
  let text = '';
  for (let i = 0; i < groups.length; i++) {
    pattern += `([^]{${groups[i].length}})`;
    text += groups[i];
  }
  new RegExp(pattern).exec(text);
}

/**
 * The default evaluation function of a server.
 * @param {REPLServer} server whose modes and SIGINT it keeps to
 * @returns {Function} `(code, context, file, callback)`
 */
function makeEvaluator(server) {
  const { Script } = require('vm');
  const waiting = require('internal/options').get('--no-experimental-repl-await') === undefined;

  /** @returns {{ script: vm.Script, isAsync: boolean }} */
  function compile(code, file) {
    // A program may change the mode at any time.
    const strict = server.replMode === require('internal/repl/modes').strict;
    const make = (text) => {
      return new Script(strict ? prologue + text : text, {
        filename: file, columnOffset: strict ? -prologue.length : 0, importModuleDynamically: importSymbol(),
      });
    };
    const literal = asLiteral(code);
    if (waiting && code.includes('await')) {
      const { asAsync } = require('internal/repl/top_level_await');
      const text = (literal === undefined ? undefined : asAsync(literal)) ?? asAsync(code);
      if (text !== undefined) return { script: make(text), isAsync: true };
    }
    if (literal !== undefined) {
      // As an expression where that is possible, as a block where not.
      try {
        return { script: make(literal), isAsync: false };
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
      if (!server.useGlobal) return script.runInContext(context, options);
      restoreGroups();
      return script.runInThisContext(options);
    } finally {
      if (server.useGlobal) saveGroups();
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
      else callback(error ? error : new Thrown(error));
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

module.exports = { Thrown, asLiteral, isStrict, makeEvaluator };
