'use strict';
// A folder of files for a test, gone when the process ends.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folders = [];

/**
 * @param {Record<string, string>} files text by path
 * @returns {(name: string) => string} a path in the folder
 */
function tree(files) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-module-')));
  if (folders.length === 0) {
    process.on('exit', () => folders.forEach((made) => fs.rmSync(made, { recursive: true, force: true })));
  }
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return (name) => path.join(folder, name);
}

module.exports = { tree };
