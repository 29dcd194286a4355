// --run: a script of the nearest package.json, in a shell. https://nodejs.org/api/cli.html#--run
'use strict';

const { process } = require('internal/process/object');

function fail(message) {
  process._rawDebug(message);
  process.reallyExit(1);
}

/** One word of a shell's command line: as it stands where it has nothing that a shell takes for its own. */
function quoted(word) {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The nearest package.json from `directory` on upwards, as text. */
function findPackage(directory) {
  const fs = require('fs');
  const { dirname, join } = require('path');
  for (let at = directory; ; at = dirname(at)) {
    const path = join(at, 'package.json');
    try {
      return { path, directory: at, text: fs.readFileSync(path, 'utf8') };
    } catch {
      if (at === dirname(at)) return undefined;
    }
  }
}

/** PATH with every node_modules/.bin from `directory` on upwards in front. */
function searchPath(directory) {
  const fs = require('fs');
  const { delimiter, dirname, join } = require('path');
  const paths = [];
  for (let at = directory; ; at = dirname(at)) {
    const bin = join(at, 'node_modules/.bin');
    if (fs.statSync(bin, { throwIfNoEntry: false })?.isDirectory()) paths.push(bin);
    if (at === dirname(at)) break;
  }
  if (process.env.PATH !== undefined) paths.push(process.env.PATH);
  return paths.join(delimiter);
}

function parse(found) {
  try {
    const parsed = JSON.parse(found.text);
    if (parsed !== null && typeof parsed === 'object') return parsed;
  } catch {
    // Said below.
  }
  return fail(`Can't parse ${found.path}`);
}

function describe(scripts) {
  let text = '';
  for (const name of Object.keys(scripts)) {
    if (typeof scripts[name] === 'string') text += `  ${name}: ${scripts[name]}\n`;
  }
  return text;
}

/**
 * Runs the script, and ends the process as it ends.
 * @param {string} name in "scripts"
 * @param {string[]} words that are appended
 */
function run(name, words) {
  const cwd = process.cwd();
  const found = findPackage(cwd);
  if (found === undefined) return fail(`Can't find package.json for directory ${cwd}`);
  const { scripts } = parse(found);
  if (scripts === null || typeof scripts !== 'object') return fail(`Can't find "scripts" field in ${found.path}`);
  if (!Object.hasOwn(scripts, name)) {
    return fail(`Missing script: "${name}" for ${found.path}\n\nAvailable scripts are:\n${describe(scripts)}`.trimEnd());
  }
  const script = scripts[name];
  if (typeof script !== 'string') return fail(`Script "${name}" is unexpectedly not a string for ${found.path}\n`);
  let command = script;
  for (let i = 0; i < words.length; i++) command += ` ${quoted(words[i])}`;
  const env = {
    ...process.env, NODE_RUN_SCRIPT_NAME: name, NODE_RUN_PACKAGE_JSON_PATH: found.path, PATH: searchPath(cwd),
  };
  const child = require('child_process').spawn('/bin/sh', ['-c', command], { cwd: found.directory, env, stdio: 'inherit' });
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal !== null) process.kill(process.pid, signal);
  });
  return undefined;
}

module.exports = { run };
