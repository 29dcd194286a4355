// Completion of what stands in quotes: modules' names in require() and import(), files in calls of node:fs.
'use strict';

const { assemble } = require('internal/repl/candidates');

const inRequire = /\brequire\s*\(\s*['"`]([\w@./:-]*)$/;
const inImport = /\bimport\s*\(\s*['"`]([\w@./:-]*)$/;
const whole = /\b(?:require|import)\s*\(\s*(['"`])[^'"`]*\1\s*$/;
const inFileCall = /\bfs(?:\.promises)?\s*\.\s*[a-zA-Z]\w*\s*\(\s*['"`]([^'"`]*)$/;

/** What lies in a folder; nothing where it can't be read. */
function entriesOf(folder) {
  try {
    return require('fs').readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isDirectory(entry, path) {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return require('fs').statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Whether a folder is a module itself. */
function isModule(folder, extensions) {
  const fs = require('fs');
  return fs.existsSync(`${folder}/package.json`) || extensions.some((extension) => fs.existsSync(`${folder}/index${extension}`));
}

/**
 * Modules that lie in folders.
 * @param {string[]} folders
 * @param {string} typed a path relative to them
 * @param {boolean} isRequire whose extensions may be left out
 */
function modulesIn(folders, typed, isRequire) {
  const extensions = Object.keys(require('internal/modules/module')._extensions);
  const at = typed.lastIndexOf('/') + 1;
  const before = typed.slice(0, at);
  const names = [];
  const { join } = require('path');
  for (const folder of folders) {
    const here = join(folder, before);
    for (const entry of entriesOf(here)) {
      const { name } = entry;
      if (!name.startsWith(typed.slice(at))) continue;
      const path = join(here, name);
      if (isDirectory(entry, path)) {
        names.push(`${before}${name}/`);
        if (isModule(path, extensions)) names.push(before + name);
        continue;
      }
      const extension = require('path').extname(name);
      if (!isRequire) {
        if (extension === '' || extensions.includes(extension) || /^\.[cm]?[jt]s$/.test(extension)) names.push(before + name);
      } else if (extensions.includes(extension)) {
        const base = name.slice(0, -extension.length);
        names.push(base === 'index' && before !== '' ? before : before + base, before + base);
      }
    }
  }
  return names;
}

/** A specifier's beginning. */
function completeSpecifier(server, typed, isRequire) {
  const process = require('process');
  if (/^\.\.?$/.test(typed)) return [typed === '.' ? ['./', '../'] : ['../'], typed];
  if (/^(?:\.\.?)?\//.test(typed)) {
    const folder = typed[0] === '/' ? '/' : process.cwd();
    return [assemble([modulesIn([folder], typed, isRequire)], typed), typed];
  }
  const { context } = server;
  const paths = context.module?.paths ?? require('internal/modules/module')._nodeModulePaths(process.cwd());
  const folders = require('internal/modules/module')._nodeModulePaths(process.cwd());
  for (const path of paths) if (!folders.includes(path)) folders.push(path);
  const { publicNames } = require('internal/modules/builtin_ids');
  const { listedModules } = require('internal/repl/module_list');
  const schemed = publicNames().filter((name) => name[0] !== '_').map((name) => (name.startsWith('node:') ? name : `node:${name}`));
  return [assemble([modulesIn(folders, typed, isRequire), listedModules().filter((name) => !name.startsWith('node:')), schemed], typed),
          typed];
}

/** A file's name: what is completed is its last part. */
function completeFile(typed) {
  const { resolve } = require('path');
  const at = typed.lastIndexOf('/') + 1;
  const name = typed.slice(at);
  const entries = entriesOf(resolve(require('process').cwd(), typed.slice(0, at) || '.'));
  return [entries.map((entry) => entry.name).filter((entry) => entry.startsWith(name)).sort(), name];
}

/**
 * @param {REPLServer} server
 * @param {string} text before the cursor
 * @returns {[string[], string | undefined] | undefined} undefined where the text ends with nothing of the kind
 */
function complete(server, text) {
  let found = inRequire.exec(text);
  if (found !== null) return completeSpecifier(server, found[1], true);
  found = inImport.exec(text);
  if (found !== null) return completeSpecifier(server, found[1], false);
  if (whole.test(text)) return [[], undefined];
  found = server.allowBlockingCompletions ? inFileCall.exec(text) : null;
  return found === null ? undefined : completeFile(found[1]);
}

module.exports = { complete };
