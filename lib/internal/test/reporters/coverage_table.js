// The summary of coverage that the reporters for people print: a tree of files with three percentages each.
// https://nodejs.org/api/test.html#coverage-reporters
'use strict';
const { colors } = require('internal/test/reporters/marks');

const columns = ['line %', 'branch %', 'funcs %'];
const keys = ['coveredLinePercent', 'coveredBranchPercent', 'coveredFunctionPercent'];
const separator = ' | ';
const good = 90;
const fair = 50;
/** The least width of the files' column. */
const narrowest = 19;

function colorOf(percent, palette) {
  if (percent > good) return palette.green;
  return percent < fair ? palette.red : palette.yellow;
}

/** Line numbers as ranges: 1-3 7. */
function uncoveredLines({ lines }) {
  const numbers = [];
  for (let i = 0; i < lines.length; i++) if (lines[i].count === 0) numbers.push(lines[i].line);
  const ranges = [];
  for (let i = 0; i < numbers.length; i++) {
    const first = numbers[i];
    while (numbers[i + 1] === numbers[i] + 1) i++;
    ranges.push(first === numbers[i] ? `${first}` : `${first}-${numbers[i]}`);
  }
  return ranges.join(' ');
}

function makeTree(summary) {
  const path = require('path');
  const tree = { children: new Map() };
  for (const file of summary.files) {
    let at = tree;
    const parts = path.relative(summary.workingDirectory, file.path).split(path.sep);
    for (const part of parts) {
      if (!at.children.has(part)) at.children.set(part, { children: new Map(), file: undefined });
      at = at.children.get(part);
    }
    at.file = file;
  }
  return tree;
}

function addRows(node, depth, rows) {
  for (const { 0: name, 1: child } of node.children) {
    rows.push({ label: `${' '.repeat(depth)}${name}`, depth, file: child.file });
    addRows(child, depth + 1, rows);
  }
}

function cut(text, width, fromStart) {
  if (text.length <= width) return text;
  return fromStart ? `\u2026${text.slice(text.length - width + 1)}` : `${text.slice(0, width - 1)}\u2026`;
}

/**
 * @param {string} indentation
 * @param {object} summary of the event test:coverage
 * @param {string} sign that each line begins with
 * @param {string} color of the report
 * @param {boolean} isPlain never with colours
 * @returns {string}
 */
function table(indentation, summary, sign, color, isPlain) {
  const { process } = require('internal/process/object');
  const palette = isPlain || color === '' ? undefined : colors();
  const prefix = `${indentation}${sign}`;
  const rows = [];
  addRows(makeTree(summary), 0, rows);
  let fileWidth = Math.max('all files'.length, ...rows.map(({ label }) => label.length));
  let uncoveredWidth = Math.max('uncovered lines'.length, ...rows.map(({ file }) => (file === undefined ? 0 : uncoveredLines(file).length)));
  const numbersWidth = columns.reduce((sum, title) => sum + title.length + separator.length, 0);
  const available = process.stdout.columns ?? Infinity;
  const total = () => fileWidth + numbersWidth + separator.length + uncoveredWidth;
  const room = available - prefix.length;
  if (total() + 1 > room) {
    uncoveredWidth = Math.max(1, room - 1 - fileWidth - numbersWidth - separator.length);
    if (total() + 1 > room) fileWidth = Math.max(narrowest, room - 1 - numbersWidth - separator.length - uncoveredWidth);
  }
  const width = Math.min(total() + 1, room);
  const paint = (text, tone) => (palette === undefined ? text : `${tone}${text}${color}`);
  const rule = `${prefix}${'-'.repeat(Math.max(0, width))}\n`;
  const row = (label, cells, uncovered, tones, labelTone) => {
    let text = `${prefix}${paintLabel(label, labelTone)}`;
    for (let i = 0; i < columns.length; i++) text += `${separator}${paint(cells[i].padStart(columns[i].length), tones?.[i] ?? palette?.red)}`;
    return `${text}${separator}${cut(uncovered, uncoveredWidth, false)}`;
  };
  function paintLabel(label, tone) {
    const depth = /^ */.exec(label)[0].length;
    const shown = `${label.slice(0, depth)}${cut(label.slice(depth), fileWidth - depth, true)}`.padEnd(fileWidth);
    if (tone === undefined || palette === undefined) return shown;
    const lead = /^ */.exec(shown)[0];
    return `${lead}${tone}${shown.slice(lead.length)}${color}`;
  }
  let text = `${color}${prefix}start of coverage report\n${rule}`;
  text += `${row('file', columns, 'uncovered lines', undefined, undefined)}\n${rule}`;
  for (const { label, file } of rows) {
    if (file === undefined) {
      text += `${row(label, ['', '', ''], '', undefined, undefined)}\n`;
      continue;
    }
    const tones = palette === undefined ? undefined : keys.map((key) => colorOf(file[key], palette));
    const mean = keys.reduce((sum, key) => sum + file[key], 0) / keys.length;
    text += `${row(label, keys.map((key) => file[key].toFixed(2)), uncoveredLines(file), tones,
                   palette === undefined ? undefined : colorOf(mean, palette))}\n`;
  }
  const { totals } = summary;
  const tones = palette === undefined ? undefined : keys.map((key) => colorOf(totals[key], palette));
  text += rule;
  text += `${row('all files', keys.map((key) => totals[key].toFixed(2)), '', tones, undefined)}\n`;
  text += `${rule}${prefix}end of coverage report\n`;
  return palette === undefined ? text : `${text}${palette.white}`;
}

module.exports = { table };
