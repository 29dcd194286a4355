// Where text ends on a terminal of a certain width.
'use strict';

const { getStringWidth, stripControlSequences } = require('internal/util/text_width');

/**
 * @param {string} text control sequences take no room
 * @param {number} columns of the terminal
 * @param {number} tabSize
 * @returns {{ rows: number, cols: number }} of the place after the text, from where it began
 */
function position(text, columns, tabSize) {
  let offset = 0;
  let rows = 0;
  for (const character of stripControlSequences(text)) {
    if (character === '\n') {
      rows += Math.ceil(offset / columns) || 1;
      offset = 0;
      continue;
    }
    if (character === '\t') {
      offset += tabSize - (offset % tabSize);
      continue;
    }
    const width = getStringWidth(character);
    if (width === 0 || width === 1) {
      offset += width;
    } else {
      // What is two columns wide does not fit into the last one.
      if ((offset + 1) % columns === 0) offset++;
      offset += 2;
    }
  }
  if (columns === Infinity) return { cols: offset, rows };
  const cols = offset % columns;
  return { cols, rows: rows + (offset - cols) / columns };
}

module.exports = { position };
