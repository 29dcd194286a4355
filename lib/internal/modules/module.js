// The CommonJS loader: class Module. https://nodejs.org/api/modules.html#the-module-object
//
// Programs replace Module._load, _resolveFilename, _extensions, _nodeModulePaths and _compile to hook into require, so
// everything here goes through those properties. Part of the snapshot.
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const native = binding('modules');
const { process } = require('internal/process/object');
const { codes } = require('internal/errors');
const { validateString } = require('internal/validators');
const hooks = require('internal/modules/hooks');
const { builtinId, isBuiltin } = require('internal/modules/builtin_ids');
const { dirname, isRelative, nodeModulePaths, globalPaths, conditionsOfRequire } = require('internal/modules/lookup');
const { parentOf, setParent } = require('internal/modules/parents');
const { formatOf, readText } = require('internal/modules/module_source');
const { compileWrapped, installWrapper } = require('internal/modules/wrapper');
const { makeRequire } = require('internal/modules/require_function');

/** Files by folder of the requirer and relative request: what a repeated require('./x') is answered from. */
const relativeRequests = { __proto__: null };
let modulePaths = [];
let preloading = false;
const compiledFrom = new WeakMap();

/**
 * @param {string} [id] the file's path; '.' for the entry point
 * @param {Module} [parent]
 */
function Module(id = '', parent) {
  this.id = id;
  this.path = dirname(id);
  // Not by assignment, which a setter on Object.prototype would see.
  Object.defineProperty(this, 'exports', emptyExports());
  setParent(this, parent);
  addChild(parent, this, false);
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

function emptyExports() {
  return { __proto__: null, value: {}, writable: true, enumerable: true, configurable: true };
}

function addChild(parent, child, look) {
  const children = parent?.children;
  if (children && !(look && children.includes(child))) children.push(child);
}

function removeChild(parent, child) {
  const children = parent?.children;
  if (!Array.isArray(children)) return;
  const index = children.indexOf(child);
  if (index >= 0) children.splice(index, 1);
}

Object.defineProperty(Module.prototype, 'constructor', {
  __proto__: null, get() { return Module; }, configurable: false, enumerable: false,
});
Object.defineProperty(Module.prototype, 'parent', {
  __proto__: null,
  get() { return parentOf(this); },
  set(value) { setParent(this, value); },
  configurable: true,
  enumerable: false,
});
Object.defineProperty(Module.prototype, 'isPreloading', {
  __proto__: null, get() { return preloading; }, configurable: true, enumerable: false,
});

Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.globalPaths = [];
Module._debug = () => {};
Module.isBuiltin = isBuiltin;

Module._nodeModulePaths = nodeModulePaths;

/** Whether a program answers for the file system: see internal/modules/replaced_stat. */
let statIsReplaced = false;

/** Reads NODE_PATH and the like anew. */
Module._initPaths = function _initPaths() {
  modulePaths = globalPaths();
  Module.globalPaths = modulePaths.slice();
};

/**
 * @param {string} request
 * @param {Module} [parent]
 * @returns {string[] | null} the folders to look in; null for builtins
 */
Module._resolveLookupPaths = function _resolveLookupPaths(request, parent) {
  if (builtinId(request) !== undefined) return null;
  if (!isRelative(request)) {
    const paths = parent?.paths;
    return paths?.length > 0 ? paths.concat(modulePaths) : modulePaths.slice();
  }
  // Code that is no file's (--eval) requires relative to the working directory.
  if (!parent?.id || !parent.filename) return ['.'];
  return [dirname(parent.filename)];
};

/**
 * @param {string} request
 * @param {string[] | null} paths
 * @param {boolean} [isMain]
 * @returns {string | false} the file
 */
Module._findPath = function _findPath(request, paths, isMain = false) {
  if (request[0] === '/') {
    paths = [''];
  } else if (!paths || paths.length === 0) {
    return false;
  }
  const key = `${request}\0${paths.join('\0')}`;
  const known = Module._pathCache[key];
  if (known) return known;
  const folders = paths;
  for (let i = 0; i < folders.length; i++) {
    if (folders[i][0] === '/' || folders[i] === '') continue;
    paths = paths.map((path) => (path === '' ? path : native.join(process.cwd(), path)));
    break;
  }
  const options = require('internal/options');
  const real = !options.get(isMain ? '--preserve-symlinks-main' : '--preserve-symlinks');
  let found = native.findFile(request, paths, Object.keys(Module._extensions), conditionsOfRequire(), real);
  if (statIsReplaced && typeof found !== 'string') {
    found = require('internal/modules/replaced_stat').findFile(request, paths, Object.keys(Module._extensions)) ?? found;
  }
  if (found === undefined) return false;
  if (typeof found !== 'string') {
    const err = require('internal/modules/failures').toError(found, request);
    throw err;
  }
  Module._pathCache[key] = found;
  return found;
};

function lookupPathsFor(request, parent, options) {
  if (typeof options !== 'object' || options === null) return Module._resolveLookupPaths(request, parent);
  const { paths } = options;
  if (!Array.isArray(paths)) {
    if (paths !== undefined) throw new codes.ERR_INVALID_ARG_VALUE('options.paths', paths);
    return Module._resolveLookupPaths(request, parent);
  }
  for (let i = 0; i < paths.length; i++) validateString(paths[i], `paths[${i}]`);
  if (isRelative(request)) return paths;
  const origin = new Module('', null);
  const all = [];
  for (let i = 0; i < paths.length; i++) {
    origin.paths = Module._nodeModulePaths(paths[i]);
    const lookup = Module._resolveLookupPaths(request, origin);
    for (let j = 0; j < lookup.length; j++) if (!all.includes(lookup[j])) all.push(lookup[j]);
  }
  return all;
}

/** The file (or builtin) that the package's own "imports" or its "exports" under its own name give. */
function resolveWithinPackage(request, parent) {
  // Neither -r nor the REPL's prompt is a file.
  const isNowhere = parent?.id === 'internal/preload' || parent?.id === '<repl>';
  const from = parent?.filename ?? (isNowhere ? `${process.cwd()}/` : undefined);
  if (!from) return undefined;
  const isImport = request[0] === '#';
  if (!isImport && (request[0] === '.' || request[0] === '/')) return undefined;
  if (isImport && native.packageScope(from) === undefined) return undefined;
  const resolve = isImport ? native.resolveImports : native.resolveSelf;
  const found = resolve(request, from, conditionsOfRequire(), isImport ? from : '');
  if (found === undefined) return undefined;
  const { toError } = require('internal/modules/failures');
  if (typeof found !== 'string') throw toError(found, request);
  if (found.startsWith('node:')) return found;
  if (native.statKind(found) === 0) return native.realpath(found);
  throw toError(['MODULE_NOT_FOUND', found, 'exports', native.packageScope(from)], request);
}

/**
 * @param {string} request
 * @param {Module} [parent]
 * @param {boolean} [isMain]
 * @param {{ paths?: string[] }} [options]
 * @returns {string} the file, or the builtin's name as given
 * @throws {Error} MODULE_NOT_FOUND, with requireStack
 */
Module._resolveFilename = function _resolveFilename(request, parent, isMain, options) {
  if (builtinId(request) !== undefined) return request;
  const paths = lookupPathsFor(request, parent, options);
  const within = resolveWithinPackage(request, parent);
  if (within !== undefined) return within;
  const filename = Module._findPath(request, paths, isMain);
  if (filename) return filename;
  const err = require('internal/modules/failures').notFound(request, parent);
  throw err;
};

function loadBuiltin(request) {
  const id = builtinId(request);
  if (id !== undefined) return require('internal/modules/builtin_exports').load(id);
  if (request.startsWith('node:')) throw new codes.ERR_UNKNOWN_BUILTIN_MODULE(request);
  return undefined;
}

function exportsOf(module) {
  if (module.loaded) return module.exports;
  const importing = compiledFrom.get(module);
  if (importing !== undefined) return importing(module);
  return require('internal/modules/circular').exportsInCycle(module);
}

/**
 * Loads a module, or takes it from the cache.
 * @param {string} request
 * @param {Module} [parent]
 * @param {boolean} [isMain]
 * @returns {any} its exports
 */
Module._load = function _load(request, parent, isMain) {
  if (hooks.active()) return loadHooked(request, parent, isMain);
  let relativeKey;
  if (parent) {
    relativeKey = `${parent.path}\0${request}`;
    const filename = relativeRequests[relativeKey];
    if (filename !== undefined) {
      const cached = Module._cache[filename];
      if (cached !== undefined) {
        addChild(parent, cached, true);
        return exportsOf(cached);
      }
      delete relativeRequests[relativeKey];
    }
  }
  if (request.startsWith('node:')) return loadBuiltin(request);

  const filename = Module._resolveFilename(request, parent, isMain);
  const cached = Module._cache[filename];
  if (cached !== undefined) {
    addChild(parent, cached, true);
    if (relativeKey !== undefined && isRelative(request)) relativeRequests[relativeKey] = filename;
    return exportsOf(cached);
  }
  if (builtinId(filename) !== undefined) return loadBuiltin(filename);

  const module = enter(filename, parent, isMain);
  if (relativeKey !== undefined && isRelative(request)) relativeRequests[relativeKey] = filename;
  let threw = true;
  try {
    module.load(filename);
    threw = false;
  } finally {
    leave(module, parent, threw);
    if (threw && relativeKey !== undefined) delete relativeRequests[relativeKey];
  }
  return module.exports;
};

/** A new module, in the cache before it is loaded: a cycle finds it there. */
function enter(filename, parent, isMain) {
  const module = new Module(filename, parent);
  if (isMain) {
    process.mainModule = module;
    module.id = '.';
  }
  Module._cache[filename] = module;
  return module;
}

function leave(module, parent, threw) {
  if (!threw) {
    require('internal/modules/circular').endCycle(module);
    return;
  }
  delete Module._cache[module.filename ?? module.id];
  removeChild(parent, module);
}

/** Module._load, with the program's hooks asked on the way. */
function loadHooked(request, parent, isMain) {
  const hooked = require('internal/modules/hooked_require');
  const resolved = hooked.resolve(Module, request, parent, isMain);
  const { filename, url } = resolved;
  if (url.startsWith('node:')) return loadBuiltin(url);
  const cached = Module._cache[filename];
  if (cached !== undefined) {
    addChild(parent, cached, true);
    return exportsOf(cached);
  }
  const module = enter(filename, parent, isMain);
  let threw = true;
  try {
    hooked.load(Module, module, resolved);
    threw = false;
  } finally {
    leave(module, parent, threw);
  }
  return module.exports;
}

/** The longest registered extension of the file's name ('.test.js' before '.js'); '.js' when there is none. */
function extensionOf(filename) {
  const name = filename.slice(filename.lastIndexOf('/') + 1);
  let dot = name.indexOf('.');
  while (dot >= 0) {
    if (dot > 0) {
      const extension = name.slice(dot);
      if (Module._extensions[extension]) return extension;
    }
    dot = name.indexOf('.', dot + 1);
  }
  return '.js';
}

/**
 * Loads the file into this module.
 * @param {string} filename
 */
Module.prototype.load = function load(filename) {
  this.filename = filename;
  this.paths = Module._nodeModulePaths(dirname(filename));
  const extension = extensionOf(filename);
  Module._extensions[extension](this, filename);
  this.loaded = true;
};

/**
 * https://nodejs.org/api/modules.html#modulerequireid
 * @param {string} id
 * @returns {any}
 */
Module.prototype.require = function require(id) {
  validateString(id, 'id');
  if (id === '') throw new codes.ERR_INVALID_ARG_VALUE('id', id, 'must be a non-empty string');
  if (diagnostics.subscribed !== 0) return requireTraced(this, id);
  native.begin();
  try {
    return Module._load(id, this, false);
  } finally {
    native.end();
  }
};

/** require, with its beginning, end and failure published. */
function requireTraced(module, id) {
  const load = () => {
    native.begin();
    try {
      return Module._load(id, module, false);
    } finally {
      native.end();
    }
  };
  const channel = tracing ??= require('diagnostics_channel').tracingChannel('module.require');
  return channel.traceSync(load, { __proto__: null, parentFilename: module.filename, id });
}

/** The channels of require, once anybody has subscribed to anything. */
let tracing;

/** Whether a source that is an ES module can be loaded in this place. */
function mayBeModule(module) {
  const { get } = require('internal/options');
  if (get('--no-experimental-detect-module')) return false;
  return module === process.mainModule ||
    (!get('--no-require-module') && !get('--no-experimental-require-module'));
}

/**
 * Runs the source as this module's.
 * @param {string} content
 * @param {string} filename
 * @param {string} [format] 'commonjs' or 'module'; found by the source when absent
 */
Module.prototype._compile = function _compile(content, filename, format) {
  let body;
  if (format === 'commonjs-typescript' || format === 'module-typescript' || format === 'typescript') {
    content = require('internal/modules/typescript').strip(content, filename);
    format = format === 'typescript' ? undefined : format.slice(0, format.indexOf('-'));
  }
  if (format !== 'module') body = compileWrapped(content, filename, format !== 'commonjs' && mayBeModule(this));
  if (body === undefined) {
    require('internal/modules/esm/from_require').loadInto(this, filename, content, compiledFrom);
    return undefined;
  }
  const { exports } = this;
  return Reflect.apply(body, exports, [exports, makeRequire(Module, this), this, filename, dirname(filename)]);
};

/** A file's text; by the function that a program may have put into node:fs when it answers for the file system itself. */
function textOf(filename) {
  return statIsReplaced ? require('fs').readFileSync(filename, 'utf8') : readText(filename);
}

Module._extensions['.js'] = function(module, filename) {
  const format = formatOf(filename);
  module._compile(textOf(filename), filename, format);
};

Module._extensions['.json'] = function(module, filename) {
  const text = textOf(filename);
  try {
    module.exports = JSON.parse(text);
  } catch (error) {
    const err = require('internal/modules/failures').reword(error, `${filename}: ${error.message}`);
    throw err;
  }
};

Module._extensions['.node'] = function(module, filename) {
  return process.dlopen(module, filename);
};

/**
 * https://nodejs.org/api/module.html#modulecreaterequirefilename
 * @param {string | URL} filename an absolute path, or a file: URL
 * @returns {Function} require
 */
Module.createRequire = function createRequire(filename) {
  let path = filename;
  const isUrl = typeof filename === 'object' && filename !== null && typeof filename.href === 'string';
  if (isUrl || (typeof filename === 'string' && filename[0] !== '/')) {
    path = native.fileUrlToPath(isUrl ? filename.href : filename);
    if (path === undefined) {
      throw new codes.ERR_INVALID_ARG_VALUE('filename', filename,
                                            'must be a file URL object, file URL string, or absolute path string');
    }
  } else if (typeof filename !== 'string') {
    throw new codes.ERR_INVALID_ARG_VALUE('filename', filename,
                                          'must be a file URL object, file URL string, or absolute path string');
  }
  // A folder: requires are relative to it.
  if (path.endsWith('/')) path += 'noop.js';
  const module = new Module(path);
  module.filename = path;
  module.paths = Module._nodeModulePaths(module.path);
  return makeRequire(Module, module);
};

/** Loads the modules of --require, before the program. */
Module._preloadModules = function _preloadModules(requests) {
  if (!Array.isArray(requests)) return;
  preloading = true;
  const parent = new Module('internal/preload', null);
  parent.paths = Module._nodeModulePaths(process.cwd());
  try {
    for (let i = 0; i < requests.length; i++) parent.require(requests[i]);
  } finally {
    preloading = false;
  }
};

/** Runs process.argv[1] as the main module. */
Module.runMain = require('internal/modules/run').runMain;

Object.defineProperty(Module, '_stat', {
  __proto__: null,
  get() { return require('internal/modules/replaced_stat').current(); },
  set(stat) {
    require('internal/modules/replaced_stat').replace(stat);
    statIsReplaced = true;
  },
  configurable: true,
});

installWrapper(Module);

Module.Module = Module;
module.exports = Module;
