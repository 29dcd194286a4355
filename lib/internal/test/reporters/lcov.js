// The lcov reporter: coverage in the format of lcov's tracefiles. https://man.archlinux.org/man/lcov.1
'use strict';
const { Transform } = require('stream');

function fileRecord(file, workingDirectory) {
  const { relative } = require('path');
  let text = `TN:\nSF:${relative(workingDirectory, file.path)}\n`;
  let hit = 0;
  const { functions, branches, lines } = file;
  for (let i = 0; i < functions.length; i++) {
    functions[i].shown = functions[i].name || `anonymous_${i}`;
    text += `FN:${functions[i].line},${functions[i].shown}\n`;
  }
  for (let i = 0; i < functions.length; i++) {
    text += `FNDA:${functions[i].count},${functions[i].shown}\n`;
    if (functions[i].count > 0) hit++;
    delete functions[i].shown;
  }
  text += `FNF:${functions.length}\nFNH:${hit}\n`;
  hit = 0;
  for (let i = 0; i < branches.length; i++) {
    text += `BRDA:${branches[i].line},${i},0,${branches[i].count}\n`;
    if (branches[i].count > 0) hit++;
  }
  text += `BRF:${branches.length}\nBRH:${hit}\n`;
  hit = 0;
  const sorted = lines.toSorted((a, b) => a.line - b.line);
  for (let i = 0; i < sorted.length; i++) {
    text += `DA:${sorted[i].line},${sorted[i].count}\n`;
    if (sorted[i].count > 0) hit++;
  }
  return `${text}LH:${hit}\nLF:${sorted.length}\nend_of_record\n`;
}

class LcovReporter extends Transform {
  constructor(options) {
    super({ ...options, writableObjectMode: true, __proto__: null });
  }

  _transform({ type, data }, encoding, callback) {
    if (type !== 'test:coverage') {
      callback(null);
      return;
    }
    let text = '';
    for (const file of data.summary.files) text += fileRecord(file, data.summary.workingDirectory);
    callback(null, text);
  }
}

module.exports = { LcovReporter };
