// Source maps, version 3. https://tc39.es/ecma426/ https://nodejs.org/api/module.html#class-modulesourcemap
'use strict';
const { validateObject } = require('internal/validators');

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOf = new Uint8Array(128).fill(255);
for (let i = 0; i < digits.length; i++) valueOf[digits.charCodeAt(i)] = i;

const continues = 32;

/** Reads numbers in base-64 VLQ. */
class MappingReader {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  get isOver() {
    return this.#at >= this.#text.length;
  }

  peek() {
    return this.#text[this.#at];
  }

  skip() {
    this.#at++;
  }

  /** Whether a segment goes on. */
  get hasNumber() {
    if (this.isOver) return false;
    const next = this.peek();
    return next !== ',' && next !== ';';
  }

  number() {
    let result = 0;
    let shift = 0;
    let digit;
    do {
      digit = valueOf[this.#text.charCodeAt(this.#at++)] ?? 255;
      if (digit === 255) return 0;
      result += (digit & (continues - 1)) << shift;
      shift += 5;
    } while (digit & continues);
    const isNegative = (result & 1) === 1;
    result >>>= 1;
    return isNegative ? -result : result;
  }
}

/**
 * @typedef {object} Mapping
 * @property {number} line of the generated text, counted from 0
 * @property {number} column
 * @property {string | undefined} source
 * @property {number | undefined} sourceLine
 * @property {number | undefined} sourceColumn
 * @property {string | undefined} name
 */

/** The mappings of one map, its lines and columns moved by an offset. */
function readMappings(map, lineOffset, columnOffset, mappings) {
  const reader = new MappingReader(`${map.mappings ?? ''}`);
  const root = map.sourceRoot === undefined || map.sourceRoot === null ? '' : `${map.sourceRoot}`;
  const sources = (map.sources ?? []).map((source) => (root === '' || source === null ? source : joinRoot(root, source)));
  const names = map.names ?? [];
  let line = lineOffset;
  let column = columnOffset;
  let source = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  let name = 0;
  while (!reader.isOver) {
    const next = reader.peek();
    if (next === ',') {
      reader.skip();
      continue;
    }
    if (next === ';') {
      reader.skip();
      line++;
      column = 0;
      continue;
    }
    column += reader.number();
    if (!reader.hasNumber) {
      mappings.push({ line, column, source: undefined, sourceLine: undefined, sourceColumn: undefined, name: undefined });
      continue;
    }
    source += reader.number();
    sourceLine += reader.number();
    sourceColumn += reader.number();
    let named;
    if (reader.hasNumber) {
      name += reader.number();
      named = names[name];
    }
    mappings.push({ line, column, source: sources[source], sourceLine, sourceColumn, name: named });
  }
}

function joinRoot(root, source) {
  return root.endsWith('/') ? `${root}${source}` : `${root}/${source}`;
}

class SourceMap {
  #payload;
  #mappings = [];
  #lineLengths;

  /**
   * @param {object} payload of Source map v3
   * @param {{ lineLengths?: number[] }} [options] lengths of the generated code's lines
   */
  constructor(payload, { lineLengths } = { lineLengths: undefined }) {
    validateObject(payload, 'payload');
    this.#payload = structuredClone(payload);
    this.#lineLengths = lineLengths === undefined ? undefined : Array.from(lineLengths);
    const { sections } = this.#payload;
    if (Array.isArray(sections)) {
      for (const { offset, map } of sections) readMappings(map, offset.line, offset.column, this.#mappings);
    } else {
      readMappings(this.#payload, 0, 0, this.#mappings);
    }
    this.#mappings.sort((a, b) => a.line - b.line || a.column - b.column);
  }

  /** @returns {object} a copy of what the map was made of */
  get payload() {
    return structuredClone(this.#payload);
  }

  /** @returns {number[] | undefined} */
  get lineLengths() {
    return this.#lineLengths === undefined ? undefined : this.#lineLengths.slice();
  }

  #find(line, column) {
    let low = 0;
    let high = this.#mappings.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.#mappings[middle];
      if (at.line < line || (at.line === line && at.column <= column)) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.#mappings[low - 1];
  }

  /**
   * What a place in the generated code comes from.
   * @param {number} lineOffset counted from 0
   * @param {number} columnOffset counted from 0
   * @returns {object} empty when nothing is known of it
   */
  findEntry(lineOffset, columnOffset) {
    const found = this.#find(lineOffset, columnOffset);
    if (found === undefined) return {};
    return {
      generatedLine: found.line,
      generatedColumn: found.column,
      originalSource: found.source,
      originalLine: found.sourceLine,
      originalColumn: found.sourceColumn,
      name: found.name,
    };
  }

  /**
   * The same for a place as stack traces have it.
   * @param {number} lineNumber counted from 1
   * @param {number} columnNumber counted from 1
   * @returns {object} fileName, lineNumber, columnNumber, name; empty when nothing is known
   */
  findOrigin(lineNumber, columnNumber) {
    const found = this.#find(lineNumber - 1, columnNumber - 1);
    if (found === undefined || found.source === undefined || found.sourceLine === undefined || found.sourceColumn === undefined) return {};
    const lineOffset = lineNumber - found.line;
    const columnOffset = columnNumber - found.column;
    return {
      name: found.name,
      fileName: found.source,
      lineNumber: found.sourceLine + lineOffset,
      columnNumber: found.sourceColumn + columnOffset,
    };
  }
}

module.exports = { SourceMap };
