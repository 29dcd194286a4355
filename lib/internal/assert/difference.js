// What an AssertionError says of two values: their difference line by line, or both in full.
// https://nodejs.org/api/assert.html#class-assertassertionerror
'use strict';
const { inspectForComparison } = require('internal/util/inspect');
const { changes } = require('internal/util/diff');

const headings = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};

// Equal lines shown after a difference, and at the beginning.
const contextLines = 5;
// As many equal lines in a row are all shown; of more, the middle is left out.
const keptRun = 7;
const maxShortLength = 12;
const maxLongText = 512;
const maxShownLines = 50;

/** Two errors are compared by what they say: where they were made differs anyway. */
function areErrors(actual, expected) {
  return actual instanceof Error && expected instanceof Error;
}

function show(value, withoutStack) {
  return inspectForComparison(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  }, withoutStack);
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function colorCodes() {
  const { env } = require('process');
  const plain = { red: '', green: '', white: '', reset: '' };
  if (env.NODE_DISABLE_COLORS || env.NO_COLOR || !require('internal/tty/colors').stderrShowsColors()) return plain;
  return { red: '\u001b[31m', green: '\u001b[32m', white: '\u001b[39m', reset: '\u001b[39m' };
}

/** Lines are the same when they differ only in a trailing comma: of an object's last property, for one. */
function sameLine(a, b) {
  return a === b || `${a},` === b || a === `${b},`;
}

/** Two one-line values, with a mark below the first difference when they are `marked`. */
function singleLines(actual, expected, color, marked) {
  let mark = '';
  if (marked && actual !== expected) {
    let first = 0;
    while (first < actual.length && actual[first] === expected[first]) first++;
    const width = binding('tty').isTerminal(2) ? require('process').stderr.columns ?? 80 : 80;
    if (first > 2 && Math.max(actual.length, expected.length) < width) mark = `\n${' '.repeat(first + 2)}^`;
  }
  return `\n${color.green}+${color.white} ${actual}\n${color.red}-${color.white} ${expected}${mark}`;
}

function multipleLines(actual, expected, color, mayDifferInComma) {
  const operations = changes(actual, expected, mayDifferInComma ? sameLine : undefined);
  let text = '';
  let skipped = false;
  // Equal lines since the last difference.
  let run = [];
  const flush = (isEnd) => {
    const shown = isEnd ? run.slice(0, contextLines) :
      run.length <= keptRun ? run : run.slice(0, contextLines);
    for (let i = 0; i < shown.length; i++) text += `\n  ${shown[i]}`;
    if (!isEnd && run.length > keptRun) {
      text += `\n${color.reset}...\n  ${run[run.length - 1]}`;
      skipped = true;
    }
    run = [];
  };
  let at = 0;
  let other = 0;
  for (let i = 0; i < operations.length; i++) {
    const operation = operations[i][0];
    if (operation === 0) {
      // Shown with the comma that one of them may have.
      const a = actual[at++];
      const b = expected[other++];
      run.push(b.endsWith(',') && !a.endsWith(',') ? b : a);
      continue;
    }
    flush(false);
    if (operation === 1) {
      text += `\n${color.green}+${color.white} ${actual[at++]}`;
    } else {
      text += `\n${color.red}-${color.white} ${expected[other++]}`;
    }
  }
  flush(true);
  return { text, skipped };
}

/**
 * The message for a comparison that should have found equality.
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} operator
 * @param {string | undefined} customHeading replaces what is said first
 * @param {'simple' | 'full'} extent
 * @returns {string}
 */
function difference(actual, expected, operator, customHeading, extent) {
  if (operator === 'strictEqual' &&
      ((isObject(actual) && isObject(expected)) ||
       (typeof actual === 'function' && typeof expected === 'function'))) {
    operator = 'strictEqualObject';
  }
  const withoutStack = areErrors(actual, expected);
  const actualText = show(actual, withoutStack);
  const expectedText = show(expected, withoutStack);
  const actualLines = actualText.split('\n');
  const expectedLines = expectedText.split('\n');
  const onOneLine = actualLines.length === 1 && expectedLines.length === 1;

  // Functions of the same name are told apart by nothing that could be shown.
  if (onOneLine && (actualText !== expectedText || !isObject(actual) || !isObject(expected))) {
    const heading = customHeading || headings[operator];
    let length = actualText.length + expectedText.length;
    if (typeof actual === 'string') length -= 2;
    if (typeof expected === 'string') length -= 2;
    const isZero = actual === 0 && expected === 0;
    if (length <= maxShortLength && !isZero && !(isObject(actual) && isObject(expected)) && actualText !== expectedText) {
      return `${heading}\n\n${actualText} !== ${expectedText}\n`;
    }
    const color = colorCodes();
    const marked = !(isObject(actual) && isObject(expected));
    const body = singleLines(actualText, expectedText, color, marked);
    return `${heading}\n${color.green}+ actual${color.white} ${color.red}- expected${color.white}\n${body}\n`;
  }

  if (actualText === expectedText) {
    const heading = customHeading || headings.notIdentical;
    let skippedNote = '';
    if (actualLines.length > maxShownLines && extent !== 'full') {
      actualLines.length = maxShownLines;
      actualLines.push('...}');
      skippedNote = '... Skipped lines\n';
    }
    return `${heading}\n\n${skippedNote}${actualLines.join('\n')}\n`;
  }

  const heading = customHeading || headings[operator];
  const color = colorCodes();
  const { text, skipped } = multipleLines(actualLines, expectedLines, color, isObject(actual));
  return `${heading}\n${color.green}+ actual${color.white} ${color.red}- expected${color.white}${
    skipped ? '\n... Skipped lines' : ''}\n${text}\n`;
}

function cut(text, extent, limit = maxLongText) {
  return extent !== 'full' && text.length > limit ? `${text.slice(0, limit - 3)}...` : text;
}

/**
 * The message of a comparison that should have found inequality.
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} operator
 * @param {'simple' | 'full'} extent
 * @returns {string}
 */
function sameness(actual, expected, operator, extent) {
  let heading = headings[operator];
  const lines = show(actual, areErrors(actual, expected)).split('\n');
  if (operator === 'notStrictEqual' && (isObject(actual) || typeof actual === 'function')) {
    heading = headings.notStrictEqualObject;
  }
  if (lines.length > maxShownLines && extent !== 'full') {
    lines.length = maxShownLines - 4;
    lines.push('...');
  }
  return lines.length === 1 ?
    `${heading}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}` : `${heading}\n\n${lines.join('\n')}\n`;
}

/**
 * Both values in full, as the loose comparisons report them.
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} operator
 * @param {'simple' | 'full'} extent
 * @returns {string}
 */
function both(actual, expected, operator, extent) {
  const withoutStack = areErrors(actual, expected);
  let actualText = show(actual, withoutStack);
  let expectedText = show(expected, withoutStack);
  const heading = headings[operator];
  if (operator === 'notDeepEqual' && actualText === expectedText) {
    return cut(`${heading}\n\n${actualText}`, extent, 2 * maxLongText);
  }
  actualText = cut(actualText, extent);
  expectedText = cut(expectedText, extent);
  if (operator === 'deepEqual') {
    return `${heading}\n\n${actualText}\n\nshould loosely deep-equal\n\n${expectedText}`;
  }
  if (operator === 'notDeepEqual') {
    return `${headings.notDeepEqualUnequal}\n\n${actualText}\n\nshould not loosely deep-equal\n\n${expectedText}`;
  }
  return `${actualText} ${operator} ${expectedText}`;
}

/**
 * What an assertion says by itself.
 * @param {string} operator
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {'simple' | 'full'} extent
 * @returns {string}
 */
function describe(operator, actual, expected, extent) {
  switch (operator) {
    case 'deepStrictEqual':
    case 'strictEqual':
    case 'partialDeepStrictEqual':
      return difference(actual, expected, operator, undefined, extent);
    case 'notDeepStrictEqual':
    case 'notStrictEqual':
      return sameness(actual, expected, operator, extent);
    default:
      return both(actual, expected, operator, extent);
  }
}

/** The operators that add the difference to a message of the program's own. */
function addsDifference(operator) {
  return operator === 'deepStrictEqual' || operator === 'strictEqual' || operator === 'partialDeepStrictEqual';
}

module.exports = { addsDifference, describe, difference };
