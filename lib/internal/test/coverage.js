// Which lines, branches and functions the tests have run. https://nodejs.org/api/test.html#collecting-code-coverage
//
// V8 counts in each process and writes its figures into one folder (internal/v8/coverage); they are read when all has ended.
'use strict';
const { process } = require('internal/process/object');

const failure = 1;

/** Where this process's figures go; `isOwn` when the folder is removed at the end. */
let folder;

/** Begins to count, before the program is loaded. */
function start() {
  if (folder !== undefined) return;
  const given = process.env.NODE_V8_COVERAGE;
  if (given) {
    folder = { path: require('path').resolve(given), isOwn: false };
    return;
  }
  const { mkdtempSync } = require('fs');
  folder = { path: mkdtempSync(`${require('os').tmpdir()}/eddy-coverage-`), isOwn: true };
  require('internal/v8/coverage').start(folder.path);
}

/** A source text's lines, and what its comments say of them. */
class Source {
  lines = [];

  constructor(text) {
    let offset = 0;
    let ignored = 0;
    let isDisabled = false;
    const texts = text.split('\n');
    if (texts.length > 1 && texts[texts.length - 1] === '') texts.pop();
    for (const line of texts) {
      const comment = /\/\*\s*node:coverage\s+(enable|disable|ignore next(?:\s+(\d+))?)\s*\*\//.exec(line);
      const entry = { start: offset, end: offset + line.length, number: this.lines.length + 1, count: 1, isIgnored: false };
      if (line.endsWith('\r')) entry.end--;
      if (isDisabled) entry.isIgnored = true;
      if (comment?.[1] === 'disable') isDisabled = true;
      else if (comment?.[1] === 'enable') isDisabled = false;
      if (isDisabled || ignored > 0) entry.isIgnored = true;
      if (ignored > 0) ignored--;
      if (comment?.[1].startsWith('ignore next')) ignored = comment[2] === undefined ? 1 : Number(comment[2]);
      this.lines.push(entry);
      offset += line.length + 1;
    }
  }

  /** The index of the line that an offset is in. */
  #indexOf(offset) {
    let low = 0;
    let high = this.lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.lines[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * Takes up a count: lines that lie in the range as a whole have it.
   * @returns {{ line: number, isIgnored: boolean }} where the range begins; whether comments leave out all of it
   */
  mark({ startOffset, endOffset, count }) {
    const first = this.#indexOf(startOffset);
    let isIgnored = true;
    for (let i = first; i < this.lines.length && this.lines[i].start <= endOffset; i++) {
      const line = this.lines[i];
      if (startOffset <= line.start && endOffset >= line.end) line.count = count;
      if (!line.isIgnored) isIgnored = false;
    }
    return { line: this.lines[first].number, isIgnored };
  }
}

/** The counts of one function in several processes, as one. */
function mergeFunction(merged, added) {
  const countOf = (ranges, { startOffset, endOffset }) => {
    // The innermost range that holds it tells.
    let count = 0;
    for (const range of ranges) if (range.startOffset <= startOffset && range.endOffset >= endOffset) count = range.count;
    return count;
  };
  const ranges = new Map();
  for (const list of [merged.ranges, added.ranges]) {
    for (const range of list) ranges.set(`${range.startOffset}:${range.endOffset}`, range);
  }
  const before = merged.ranges;
  merged.isBlockCoverage ||= added.isBlockCoverage;
  merged.ranges = Array.from(ranges.values(), (range) => ({
    startOffset: range.startOffset, endOffset: range.endOffset, count: countOf(before, range) + countOf(added.ranges, range),
  })).sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
}

function percent(covered, total) {
  return total === 0 ? 100 : (covered / total) * 100;
}

class Coverage {
  #options;
  #cwd;
  #testPatterns = undefined;

  /** @param {object} options of run(), or the command line's */
  constructor(options) {
    start();
    this.#options = options;
    this.#cwd = options.cwd ?? process.cwd();
  }

  /** @param {object} env of a process that runs tests */
  prepare(env) {
    env.NODE_V8_COVERAGE = folder.path;
  }

  #isLeftOut(path) {
    const { relative, join } = require('path');
    const { Minimatch } = require('internal/deps/minimatch');
    // A name that begins with a dot is like any other here.
    const matchesGlob = (name, pattern) => new Minimatch(pattern, { dot: true, nocomment: true, nonegate: true }).match(name);
    const near = relative(this.#cwd, path);
    const matches = (pattern) => matchesGlob(near, pattern) || matchesGlob(path, pattern) || matchesGlob(path, join(this.#cwd, pattern));
    const { coverageExcludeGlobs: excluded, coverageIncludeGlobs: included } = this.#options;
    if (excluded.length > 0) {
      for (const pattern of excluded) {
        if (matches(pattern)) return true;
      }
    } else {
      this.#testPatterns ??= require('internal/test/files').defaultPatterns();
      for (const pattern of this.#testPatterns) if (matches(pattern)) return true;
    }
    if (included.length > 0) return !included.some(matches);
    return near.startsWith('..') || path.includes('/node_modules/');
  }

  /** The figures of all processes: functions by script. */
  #read() {
    const fs = require('fs');
    const scripts = new Map();
    let names;
    try {
      names = fs.readdirSync(folder.path);
    } catch {
      names = [];
    }
    for (const name of names) {
      if (!/^coverage-\d+-\d+-\d+(?:-\d+)?\.json$/.test(name)) continue;
      const { result } = JSON.parse(fs.readFileSync(`${folder.path}/${name}`, 'utf8'));
      for (const { url, functions } of result) this.#addScript(scripts, url, functions);
    }
    return scripts;
  }

  #addScript(scripts, url, functions) {
    const { fileUrlToPath } = binding('modules');
    const path = url.startsWith('file:') ? fileUrlToPath(url) : url[0] === '/' ? url : undefined;
    if (path === undefined || this.#isLeftOut(path)) return;
    let known = scripts.get(path);
    if (known === undefined) scripts.set(path, known = new Map());
    for (const fn of functions) {
      const { startOffset, endOffset } = fn.ranges[0];
      const key = `${fn.functionName}:${startOffset}:${endOffset}`;
      const before = known.get(key);
      if (before === undefined) known.set(key, { ...fn });
      else mergeFunction(before, fn);
    }
  }

  #fileReport(path, functions) {
    const source = new Source(require('fs').readFileSync(path, 'utf8'));
    const report = {
      __proto__: null, path, totalLineCount: 0, totalBranchCount: 0, totalFunctionCount: 0, coveredLineCount: 0,
      coveredBranchCount: 0, coveredFunctionCount: 0, coveredLinePercent: 0, coveredBranchPercent: 0, coveredFunctionPercent: 0,
      functions: [], branches: [], lines: [],
    };
    let isFirst = true;
    for (const { functionName: name, ranges, isBlockCoverage } of functions) {
      let most = 0;
      let begin;
      for (const range of ranges) {
        const { line, isIgnored } = source.mark(range);
        begin ??= { line, isIgnored };
        most = Math.max(most, range.count);
        if (!isBlockCoverage) continue;
        report.branches.push({ __proto__: null, line, count: range.count });
        report.totalBranchCount++;
        if (range.count > 0 || isIgnored) report.coveredBranchCount++;
      }
      // The first is the file itself.
      if (!isFirst && begin !== undefined) {
        report.functions.push({ __proto__: null, name, count: most, line: begin.line });
        report.totalFunctionCount++;
        if (ranges[0].count > 0 || begin.isIgnored) report.coveredFunctionCount++;
      }
      isFirst = false;
    }
    for (const { number, count, isIgnored } of source.lines) {
      report.totalLineCount++;
      report.lines.push({ __proto__: null, line: number, count: isIgnored ? Math.max(count, 1) : count });
      if (count > 0 || isIgnored) report.coveredLineCount++;
    }
    return setPercents(report);
  }

  /** @returns {object} as the event test:coverage has it */
  #summary() {
    const totals = {
      __proto__: null, totalLineCount: 0, totalBranchCount: 0, totalFunctionCount: 0, coveredLineCount: 0, coveredBranchCount: 0,
      coveredFunctionCount: 0, coveredLinePercent: 0, coveredBranchPercent: 0, coveredFunctionPercent: 0,
    };
    const files = [];
    for (const { 0: path, 1: functions } of this.#read()) {
      const list = Array.from(functions.values()).sort(
        (a, b) => a.ranges[0].startOffset - b.ranges[0].startOffset || b.ranges[0].endOffset - a.ranges[0].endOffset);
      let file;
      try {
        file = this.#fileReport(path, list);
      } catch {
        // A file that is gone has no lines to tell of.
        continue;
      }
      files.push(file);
      for (const kind of ['Line', 'Branch', 'Function']) {
        totals[`total${kind}Count`] += file[`total${kind}Count`];
        totals[`covered${kind}Count`] += file[`covered${kind}Count`];
      }
    }
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const { lineCoverage: line, branchCoverage: branch, functionCoverage: fn } = this.#options;
    return {
      __proto__: null, workingDirectory: this.#cwd, files, totals: setPercents(totals),
      thresholds: { __proto__: null, line, branch, function: fn },
    };
  }

  /** Reports, and fails the run that falls short of its thresholds. */
  report(session) {
    const coverage = require('internal/v8/coverage');
    coverage.take();
    const summary = this.#summary();
    if (folder.isOwn) {
      coverage.stop();
      require('fs').rmSync(folder.path, { recursive: true, force: true });
      folder = undefined;
    }
    const { root: { nesting, place }, stream } = session;
    for (const kind of ['line', 'branch', 'function']) {
      const actual = summary.totals[`covered${kind[0].toUpperCase()}${kind.slice(1)}Percent`];
      const wanted = summary.thresholds[kind];
      if (actual >= wanted) continue;
      session.success = false;
      process.exitCode = failure;
      stream.diagnostic(nesting, place, `Error: ${actual.toFixed(2)}% ${kind} coverage does not meet threshold of ${wanted}%.`, 'error');
    }
    stream.coverage(nesting, place, summary);
  }
}

function setPercents(report) {
  report.coveredLinePercent = percent(report.coveredLineCount, report.totalLineCount);
  report.coveredBranchPercent = percent(report.coveredBranchCount, report.totalBranchCount);
  report.coveredFunctionPercent = percent(report.coveredFunctionCount, report.totalFunctionCount);
  return report;
}

module.exports = { Coverage, start };
