// console.table's layout. https://nodejs.org/api/console.html#consoletabletabulardata-properties
'use strict';
const { getStringWidth } = require('internal/util/text_width');

function renderRow(cells, widths) {
  let text = '\u2502';
  for (let i = 0; i < cells.length; i++) {
    text += ` ${cells[i]}${' '.repeat(widths[i] - getStringWidth(cells[i]) - 1)}`;
    text += '\u2502';
  }
  return text;
}

function renderRule(widths, left, middle, right) {
  let text = left;
  for (let i = 0; i < widths.length; i++) {
    if (i > 0) text += middle;
    text += '\u2500'.repeat(widths[i]);
  }
  return text + right;
}

/**
 * Draws a table.
 * @param {string[]} head the columns' titles
 * @param {string[][]} columns the cells of each column; missing ones are empty
 * @returns {string}
 */
function render(head, columns) {
  let rowCount = 0;
  const widths = [];
  for (let i = 0; i < head.length; i++) {
    let width = getStringWidth(head[i]);
    const column = columns[i];
    if (column.length > rowCount) rowCount = column.length;
    for (let j = 0; j < column.length; j++) {
      const cell = getStringWidth(column[j] ??= '');
      if (cell > width) width = cell;
    }
    widths.push(width + 2);
  }
  let text = `${renderRule(widths, '\u250c', '\u252c', '\u2510')}\n${renderRow(head, widths)}\n${
    renderRule(widths, '\u251c', '\u253c', '\u2524')}\n`;
  for (let row = 0; row < rowCount; row++) {
    const cells = [];
    for (let i = 0; i < head.length; i++) cells.push(columns[i][row] ?? '');
    text += `${renderRow(cells, widths)}\n`;
  }
  return text + renderRule(widths, '\u2514', '\u2534', '\u2518');
}

const { hasOwn } = Object;

function isPrimitive(value) {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

/** Entries of a collection: its keys, if it has any, and values. */
function entriesOf(data) {
  const { isMap, isMapIterator, isSet, isSetIterator } = require('internal/util/types');
  if (isMap(data)) {
    const keys = [];
    const values = [];
    for (const { 0: key, 1: value } of Map.prototype.entries.call(data)) {
      keys.push(key);
      values.push(value);
    }
    return { keys, values };
  }
  if (isSet(data)) return { keys: undefined, values: [...Set.prototype.values.call(data)] };
  if (isMapIterator(data) || isSetIterator(data)) {
    const { 0: flat, 1: isKeyValue } = binding('util').previewEntries(data);
    if (!isKeyValue || isSetIterator(data)) {
      return { keys: undefined, values: isKeyValue ? flat.filter((_, i) => i % 2 === 0) : flat };
    }
    const keys = [];
    const values = [];
    for (let i = 0; i < flat.length; i += 2) {
      keys.push(flat[i]);
      values.push(flat[i + 1]);
    }
    return { keys, values };
  }
  return undefined;
}

function indices(count) {
  const list = [];
  for (let i = 0; i < count; i++) list.push(String(i));
  return list;
}

/**
 * The table of an object or collection.
 * @param {object} data
 * @param {string[] | undefined} properties the columns to show; all by default
 * @param {(value: unknown) => string} print
 * @returns {string}
 */
function table(data, properties, print) {
  const collection = entriesOf(data);
  if (collection !== undefined) {
    const { keys, values } = collection;
    const head = keys === undefined ? ['(iteration index)', 'Values'] : ['(iteration index)', 'Key', 'Values'];
    const columns = keys === undefined ?
      [indices(values.length), values.map((value) => print(value))] :
      [indices(values.length), keys.map((key) => print(key)), values.map((value) => print(value))];
    return render(head, columns);
  }

  const rows = Object.keys(data);
  // Columns stand in the order of an object's keys: numbers first.
  const columns = { __proto__: null };
  const values = [];
  let hasValues = false;
  for (let i = 0; i < rows.length; i++) {
    const item = data[rows[i]];
    const primitive = isPrimitive(item);
    if (properties === undefined && primitive) {
      hasValues = true;
      values[i] = print(item);
      continue;
    }
    const keys = properties ?? Object.keys(item);
    for (let j = 0; j < keys.length; j++) {
      const key = keys[j];
      const column = columns[key] ??= [];
      column[i] = primitive || !hasOwn(item, key) ? '' : print(item[key]);
    }
  }
  const head = ['(index)'];
  const body = [rows];
  for (const key of Object.keys(columns)) {
    columns[key].length = rows.length;
    head.push(key);
    body.push(columns[key]);
  }
  if (hasValues) {
    values.length = rows.length;
    head.push('Values');
    body.push(values);
  }
  return render(head, body);
}

module.exports = { table };
