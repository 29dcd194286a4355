// Checks the archives of installed npm packages against deps/lock.txt.
//
//   node deps/check-npm.js LOCK KIND FOLDER CACHE [--write]
//
// KIND is the lock file's first column (npm or peer), FOLDER holds package-lock.json and node_modules, CACHE is npm's cache,
// where each archive lies under the SHA-512 that package-lock.json gives. --write puts the SHA-256 of what is installed into
// LOCK in place of that kind's rows: for whoever changes a version.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const [lockPath, kind, folder, cache, mode] = process.argv.slice(2);

/**
 * @param {string} integrity npm's integrity value, sha512-<base64>
 * @returns {string} the SHA-256 of that archive, in hexadecimal
 */
function archiveHash(integrity) {
  const hex = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  const file = path.join(cache, '_cacache', 'content-v2', 'sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
  return crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

/** @returns {{ name: string, version: string, hash: string }[]} each installed package once, in the lock file's order */
function installedPackages() {
  const { packages } = JSON.parse(fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8'));
  const rows = new Map();
  for (const [location, entry] of Object.entries(packages)) {
    if (location === '' || !fs.existsSync(path.join(folder, location, 'package.json'))) continue;
    const name = location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length);
    rows.set(`${name} ${entry.version}`, { name, version: entry.version, hash: archiveHash(entry.integrity) });
  }
  return [...rows.values()];
}

const lines = fs.readFileSync(lockPath, 'utf8').split('\n').filter((line) => line !== '');
const found = installedPackages();
if (mode === '--write') {
  const kept = lines.filter((line) => !line.startsWith(`${kind} `));
  const added = found.map(({ name, version, hash }) => `${kind} ${name} ${version} ${hash}`).sort();
  fs.writeFileSync(lockPath, `${[...kept, ...added].join('\n')}\n`);
} else {
  const known = new Set(lines);
  for (const { name, version, hash } of found) {
    if (known.has(`${kind} ${name} ${version} ${hash}`)) continue;
    console.error(`error: wrong hash: ${name} ${version} is ${hash}, which deps/lock.txt does not name`);
    process.exitCode = 1;
  }
}
