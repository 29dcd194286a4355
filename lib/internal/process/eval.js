// Programs that are no file: --eval, --print, stdin; and --check. https://nodejs.org/api/cli.html#-e---eval-script
'use strict';

const { process } = require('internal/process/object');
const options = require('internal/options');
const Module = require('internal/modules/module');
const { compileWrapped } = require('internal/modules/wrapper');
const { makeRequire } = require('internal/modules/require_function');
const native = binding('compile');

/** The working directory; where it has been removed, the one that this program lies in. */
function workingDirectory() {
  try {
    return process.cwd();
  } catch {
    return require('path').dirname(process.execPath);
  }
}

/** A module that stands for the text: what its `require` resolves against is the working directory. */
function makeModule(name) {
  const cwd = workingDirectory();
  const module = new Module(name);
  module.filename = `${cwd}/${name}`;
  module.paths = Module._nodeModulePaths(cwd);
  return module;
}

/** The variables of a CommonJS module, as globals. */
function defineGlobals(module, name) {
  const { filename } = module;
  // As a file's: './x' is beside the working directory's files.
  const require = makeRequire(Module, module);
  module.filename = filename;
  globalThis.module = module;
  globalThis.exports = module.exports;
  globalThis.require = require;
  globalThis.__filename = name;
  globalThis.__dirname = '.';
}

/** The builtin modules as globals, each loaded when it is first read: --eval and the REPL have them. */
function defineBuiltins() {
  const { publicNames } = require('internal/modules/builtin_ids');
  const names = publicNames();
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    // Here `crypto` is the module, of which the global of that name is a part.
    if (name[0] === '_' || name.includes('/') || (name in globalThis && name !== 'crypto')) continue;
    const define = (value) => Object.defineProperty(globalThis, name, {
      __proto__: null, value, writable: true, configurable: true, enumerable: true,
    });
    Object.defineProperty(globalThis, name, {
      __proto__: null,
      configurable: true,
      enumerable: name === 'crypto',
      get() {
        const value = Module._load(name, undefined, false);
        Object.defineProperty(globalThis, name, {
          __proto__: null, value, writable: true, configurable: true, enumerable: false,
        });
        return value;
      },
      set: define,
    });
  }
}

function print(value) {
  require('internal/console/global').log(value);
}

function isModule(source, name) {
  const type = options.get('--input-type');
  if (type !== undefined) return type.startsWith('module');
  if (options.get('--no-experimental-detect-module')) return false;
  return native.containsModuleSyntax(source, name);
}

/** The text without its types, where it is neither a script nor a module with them. */
function withoutTypes(source, name) {
  if (native.compiles(source, name)) return source;
  try {
    if (isModule(source, name)) {
      require('internal/modules/esm/entry').check(source, name);
      return source;
    }
  } catch {
    // Perhaps it is TypeScript.
  }
  try {
    return require('internal/modules/typescript').strip(source, name);
  } catch {
    return source;  // its own error is told when it is run
  }
}

/**
 * Runs the text as a program: a script in the global scope, or an ES module where its syntax or --input-type says so.
 * @param {string} source
 * @param {string} name '[eval]' or '[stdin]'
 */
function run(source, name) {
  const prints = options.get('--print') !== undefined && options.get('--no-print') === undefined;
  const type = options.get('--input-type');
  if (type?.endsWith('-typescript')) source = require('internal/modules/typescript').strip(source, name);
  if (type === undefined && !options.get('--no-strip-types')) source = withoutTypes(source, name);
  if (name === '[eval]') defineBuiltins();
  if (type?.startsWith('module') || (type === undefined && !native.compiles(source, name) && isModule(source, name))) {
    if (prints) {
      const { codes } = require('internal/errors');
      throw new codes.ERR_EVAL_ESM_CANNOT_PRINT();
    }
    return require('internal/modules/esm/entry').runSource(source);
  }
  const module = makeModule(name);
  defineGlobals(module, name);
  const value = native.runScript(source, name, undefined);
  if (prints) print(value);
  return undefined;
}

function readStdin() {
  const text = binding('modules').readText('/dev/stdin');
  if (typeof text === 'string') return text;
  // A socket, which /dev/stdin does not open.
  return require('fs').readFileSync(0, 'utf8');
}

/**
 * Runs what comes on stdin; where that is a terminal, the REPL.
 * @param {boolean} interactive the REPL in any case
 */
function runStdin(interactive) {
  const isTerminal = process.argv[1] !== '-' && binding('tty').isTerminal(0);
  if (interactive || isTerminal) {
    const text = options.get('--eval');
    return require('internal/repl/interactive').start(text === true ? undefined : text);
  }
  const source = readStdin();
  if (options.get('--check')) return checkSource(source, '[stdin]', undefined);
  return run(source, '[stdin]');
}

function checkSource(source, name, format) {
  if (format === 'module') {
    require('internal/modules/esm/entry').check(source, name);
  } else if (compileWrapped(source, name, format === undefined) === undefined) {
    require('internal/modules/esm/entry').check(source, name);
  }
}

/**
 * --check: compiles the script and ends.
 * @param {string} script
 */
function check(script) {
  const path = Module._findPath(binding('modules').join(process.cwd(), script), null, true);
  if (!path) throw require('internal/modules/failures').notFound(binding('modules').join(process.cwd(), script));
  const { formatOf, readText } = require('internal/modules/module_source');
  checkSource(readText(path), path, formatOf(path));
}

module.exports = { run, runStdin, check };
