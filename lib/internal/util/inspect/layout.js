// How util.inspect puts printed entries on lines. https://nodejs.org/api/util.html#utilinspectobject-options, `compact`
'use strict';
const { getStringWidth, stripControlSequences } = require('internal/util/text_width');

// Character cells are about this many times as high as they are wide: columns are chosen to look square.
const cellRatio = 2.5;
const maxColumns = 15;
// Blanks by number.
const blanks = Array.from({ length: 80 }, (_, count) => ' '.repeat(count));

function blanksOf(count) {
  return count < 80 ? blanks[count] : ' '.repeat(count);
}

// The space between columns: a comma and a blank.
const gap = 2;

function visibleLength(printer, text) {
  return printer.colors ? stripControlSequences(text).length : text.length;
}

function fitsOnOneLine(printer, entries, start, head) {
  let total = entries.length + start;
  if (total + entries.length > printer.breakLength) return false;
  for (let i = 0; i < entries.length; i++) {
    total += visibleLength(printer, entries[i]);
    if (total > printer.breakLength) return false;
  }
  return head === '' || !head.includes('\n');
}

function allNumeric(list, count) {
  for (let i = 0; i < count; i++) {
    const type = typeof list[i];
    if (type !== 'number' && type !== 'bigint') return false;
  }
  return true;
}

/**
 * Sets the short entries of a list in columns.
 * @param {Printer} printer
 * @param {string[]} entries
 * @param {boolean} hasMore the last entry only says how many were left out
 * @param {ArrayLike<unknown>} [list] the values, when their alignment may depend on them
 * @returns {string[]} rows, or the entries when columns wouldn't help
 */
function inColumns(printer, entries, hasMore, list) {
  const count = hasMore ? entries.length - 1 : entries.length;
  const widths = new Array(count);
  let total = 0;
  let widest = 0;
  const room = printer.breakLength - printer.indentation;
  for (let i = 0; i < count; i++) {
    const width = getStringWidth(entries[i], printer.colors);
    widths[i] = width;
    total += width + gap;
    if (width > widest) {
      widest = width;
      // Columns need room for three,
      if ((width + gap) * 3 >= room) return entries;
    }
  }
  const cell = widest + gap;
  // and entries of about the same length or short ones.
  if (total / cell <= 5 && widest > 6) return entries;

  const bias = Math.sqrt(cell - total / entries.length);
  const biased = Math.max(cell - 3 - bias, 1);
  const columns = Math.min(
    Math.round(Math.sqrt(cellRatio * biased * count) / biased),
    Math.floor(room / cell),
    printer.compact * 4,
    maxColumns,
  );
  if (columns <= 1) return entries;

  const columnWidths = [];
  for (let column = 0; column < columns; column++) {
    let width = 0;
    for (let i = column; i < count; i += columns) {
      if (widths[i] > width) width = widths[i];
    }
    columnWidths.push(width + gap);
  }
  const alignRight = list !== undefined && allNumeric(list, entries.length);
  const rows = [];
  for (let i = 0; i < count; i += columns) {
    const end = Math.min(i + columns, count);
    let row = '';
    for (let j = i; j < end; j++) {
      const isLast = j === end - 1;
      const cellText = isLast ? entries[j] : `${entries[j]}, `;
      const padding = columnWidths[j - i] - widths[j] - gap;
      if (alignRight) {
        row += `${blanksOf(padding)}${cellText}`;
      } else {
        row += isLast ? cellText : `${cellText}${blanksOf(padding)}`;
      }
    }
    rows.push(row);
  }
  if (hasMore) rows.push(entries[count]);
  return rows;
}

/** As Array.prototype.join, but without copying: deep objects are joined at each of their levels. */
function concatenated(entries, separator) {
  let text = entries.length > 0 ? entries[0] : '';
  for (let i = 1; i < entries.length; i++) text += separator + entries[i];
  return text;
}

/**
 * Joins the entries of one object between its braces, on one line or on several.
 * @param {Printer} printer
 * @param {string[]} entries
 * @param {string} head what stands before the opening brace, such as a function or an error
 * @param {string} open
 * @param {string} close
 * @param {boolean} isList array elements may stand in columns
 * @param {number} level how deep the object is nested, the outermost being 1
 * @param {ArrayLike<unknown>} [list] the elements, of a list
 * @param {boolean} [hasMore] the last entry stands for those left out
 * @returns {string}
 */
function join(printer, entries, head, open, close, isList, level, list = undefined, hasMore = false) {
  const { compact } = printer;
  if (compact !== true) {
    if (typeof compact === 'number' && compact >= 1) {
      let rows = entries;
      if (isList && entries.length > 6) rows = inColumns(printer, entries, hasMore, list);
      // At most `compact` inner levels share a line.
      if (printer.deepest - level < compact && rows === entries) {
        const start = entries.length + printer.indentation + open.length + head.length + 10;
        if (fitsOnOneLine(printer, entries, start, head)) {
          const joined = entries.join(', ');
          if (!joined.includes('\n')) {
            return `${head ? `${head} ` : ''}${open} ${joined} ${close}`;
          }
        }
      }
      entries = rows;
    }
    const newline = `\n${' '.repeat(printer.indentation)}`;
    return `${head ? `${head} ` : ''}${open}${newline}  ${concatenated(entries, `,${newline}  `)}${newline}${close}`;
  }
  if (fitsOnOneLine(printer, entries, 0, head)) {
    const joined = entries.join(', ');
    // With no limit to a line, only entries that have several lines of their own are set apart.
    if (printer.breakLength !== Infinity || !joined.includes('\n')) {
      return `${open}${head ? ` ${head}` : ''} ${joined} ${close}`;
    }
  }
  const newline = `\n${' '.repeat(printer.indentation)}`;
  const first = head === '' && open.length === 1 ? ' ' : `${head ? ` ${head}` : ''}${newline}  `;
  return `${open}${first}${concatenated(entries, `,${newline}  `)} ${close}`;
}

module.exports = { join };
