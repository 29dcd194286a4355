// Where require looks: node_modules folders, NODE_PATH, conditions. https://nodejs.org/api/modules.html#all-together
'use strict';

const native = binding('modules');

/**
 * @param {string} path
 * @returns {string} its folder; '.' when it has none
 */
function dirname(path) {
  const slash = path.lastIndexOf('/');
  return slash > 0 ? path.slice(0, slash) : slash === 0 ? '/' : '.';
}

/**
 * The node_modules folders from `from` upwards.
 * @param {string} from a folder
 * @returns {string[]}
 */
function nodeModulePaths(from) {
  let folder = from.startsWith('/') ? native.join('', from) : native.join(require('process').cwd(), from);
  const paths = [];
  while (folder !== '/' && folder !== '') {
    if (!folder.endsWith('/node_modules')) paths.push(`${folder}/node_modules`);
    folder = folder.slice(0, folder.lastIndexOf('/'));
  }
  paths.push('/node_modules');
  return paths;
}

/** @returns {string[]} folders looked in last: NODE_PATH, then those of the user and of the installation */
function globalPaths() {
  const process = require('process');
  const paths = [];
  const { NODE_PATH, HOME } = process.env;
  if (NODE_PATH) {
    const given = NODE_PATH.split(':');
    for (let i = 0; i < given.length; i++) if (given[i] !== '') paths.push(given[i]);
  }
  if (HOME) paths.push(native.join(HOME, '.node_modules'), native.join(HOME, '.node_libraries'));
  paths.push(native.join(dirname(process.execPath), '../lib/node'));
  return paths;
}

/** @returns {boolean} whether `request` begins with './' or '../', or is '.' or '..' */
function isRelative(request) {
  if (request[0] !== '.') return false;
  const second = request[1];
  return second === undefined || second === '/' || (second === '.' && (request.length === 2 || request[2] === '/'));
}

let userConditions;
let requireConditions;
let importConditions;

function conditionsFromCommandLine() {
  if (userConditions !== undefined) return userConditions;
  const given = require('internal/options').get('--conditions');
  return userConditions = given === undefined ? [] : Array.isArray(given) ? given : [given];
}

/** @returns {string[]} conditions under which "exports" and "imports" are read for require */
function conditionsOfRequire() {
  return requireConditions ??= ['node', 'require', 'module-sync', 'node-addons'].concat(conditionsFromCommandLine());
}

/** @returns {string[]} the same for import */
function conditionsOfImport() {
  return importConditions ??= ['node', 'import', 'module-sync', 'node-addons'].concat(conditionsFromCommandLine());
}

module.exports = { dirname, nodeModulePaths, globalPaths, isRelative, conditionsOfRequire, conditionsOfImport };
