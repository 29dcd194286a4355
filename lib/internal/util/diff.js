// The shortest list of changes between two sequences, by Myers's greedy algorithm. https://nodejs.org/api/util.html#utildiffactual-expected
// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986
'use strict';

/** An item of `actual` only, of both, of `expected` only. */
const added = 1;
const same = 0;
const removed = -1;

/**
 * @template T
 * @param {T[] | string} actual
 * @param {T[] | string} expected
 * @param {(a: T, b: T) => boolean} [equal]
 * @returns {[operation: number, item: T][]} 1 for an item of `actual` only, -1 for one of `expected` only, 0 for both's
 */
function changes(actual, expected, equal = undefined) {
  const rows = actual.length;
  const columns = expected.length;
  const most = rows + columns;
  // How far each diagonal reaches in `actual`, after so many changes.
  const reach = new Int32Array(2 * most + 2);
  const history = [];
  for (let count = 0; count <= most; count++) {
    // Only diagonals within `count` have been written.
    history.push(reach.slice(most - count, most + count + 2));
    for (let diagonal = -count; diagonal <= count; diagonal += 2) {
      const at = diagonal + most;
      let x = diagonal === -count || (diagonal !== count && reach[at - 1] < reach[at + 1]) ?
        reach[at + 1] : reach[at - 1] + 1;
      let y = x - diagonal;
      while (x < rows && y < columns &&
             (equal === undefined ? actual[x] === expected[y] : equal(actual[x], expected[y]))) {
        x++;
        y++;
      }
      reach[at] = x;
      if (x >= rows && y >= columns) return traceBack(history, actual, expected);
    }
  }
  return [];
}

function traceBack(history, actual, expected) {
  const list = [];
  let x = actual.length;
  let y = expected.length;
  for (let count = history.length - 1; count >= 0; count--) {
    const reach = history[count];
    // The copy begins at diagonal -count.
    const at = (diagonal) => reach[diagonal + count];
    const diagonal = x - y;
    const previous = diagonal === -count || (diagonal !== count && at(diagonal - 1) < at(diagonal + 1)) ?
      diagonal + 1 : diagonal - 1;
    const previousX = count === 0 ? 0 : at(previous);
    const previousY = count === 0 ? 0 : previousX - previous;
    while (x > previousX && y > previousY) {
      list.push([same, actual[x - 1]]);
      x--;
      y--;
    }
    if (count > 0) {
      if (x > previousX) {
        list.push([added, actual[--x]]);
      } else {
        list.push([removed, expected[--y]]);
      }
    }
  }
  return list.reverse();
}

function validateInput(value, name) {
  const { validateString } = require('internal/validators');
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) validateString(value[i], `${name}[${i}]`);
  } else {
    validateString(value, name);
  }
}

/**
 * @param {string | string[]} actual
 * @param {string | string[]} expected
 * @returns {[operation: number, item: string][]} empty when there is no difference
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function diff(actual, expected) {
  if (actual === expected) return [];
  validateInput(actual, 'actual');
  validateInput(expected, 'expected');
  return changes(actual, expected);
}

module.exports = { changes, diff };
