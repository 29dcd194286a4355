// How the reporters for people show results: signs, colours, errors.
'use strict';
const { inspect } = require('internal/util/inspect');

const signs = {
  '__proto__': null,
  'test:fail': '\u2716 ',
  'test:pass': '\u2714 ',
  'test:diagnostic': '\u2139 ',
  'test:log': '\u2139 ',
  'test:coverage': '\u2139 ',
  'heading': '\u25B6 ',
  'skipped': '\uFE63 ',
  'warning': '\u26A0 ',
};

const codes = { __proto__: null, blue: '\u001b[34m', green: '\u001b[32m', white: '\u001b[39m', red: '\u001b[31m', gray: '\u001b[90m', yellow: '\u001b[33m', clear: '\u001b[0m' };
const plain = { __proto__: null, blue: '', green: '', white: '', red: '', gray: '', yellow: '', clear: '' };

/** @returns {boolean} whether what is written to stdout may have colours */
function hasColors() {
  const { process } = require('internal/process/object');
  return require('internal/tty/colors').showsColors(process.stdout);
}

/** @returns {Record<string, string>} escape codes by name; empty ones where there are no colours */
function colors() {
  return hasColors() ? codes : plain;
}

/** @returns {string} two spaces for each level */
function indent(nesting) {
  return '  '.repeat(nesting);
}

function colorOf(type, palette) {
  switch (type) {
    case 'test:fail': return palette.red;
    case 'test:pass': return palette.green;
    case 'test:diagnostic': case 'test:log': return palette.blue;
    case 'info': return palette.blue;
    case 'warn': return palette.yellow;
    case 'error': return palette.red;
  }
  return palette.white;
}

/**
 * A value as text, whatever its own idea of that does.
 * @param {unknown} value
 * @param {boolean} withColors
 * @returns {string}
 */
function show(value, withColors) {
  const options = { colors: withColors, breakLength: Infinity };
  try {
    return inspect(value, options);
  } catch {
    return inspect(value, { ...options, customInspect: false });
  }
}

/**
 * What a test threw, as text.
 * @param {Error} error of the report
 * @param {string} indentation
 * @returns {string}
 */
function formatError(error, indentation) {
  if (!error) return '';
  const shown = error.code === 'ERR_TEST_FAILURE' ? error.cause : error;
  const text = show(shown, hasColors());
  const lines = text.split(/\r?\n/);
  return `\n${indentation}  ${lines.join(`\n${indentation}  `)}\n`;
}

/**
 * The line of a test's result.
 * @param {string} type test:pass, test:fail
 * @param {object} data
 * @param {string} prefix
 * @param {string} indentation
 * @param {boolean} [showErrorDetails]
 * @returns {string}
 */
function formatResult(type, data, prefix = '', indentation = '', showErrorDetails = true) {
  const palette = colors();
  let color = colorOf(type, palette);
  let sign = signs[type] ?? ' ';
  const { skip, todo, expectFailure } = data;
  const duration = data.details?.duration_ms === undefined ? '' : ` ${palette.gray}(${data.details.duration_ms}ms)${palette.white}`;
  let title = `${data.name}${duration}`;
  if (skip !== undefined) {
    title += ` # ${typeof skip === 'string' && skip.length > 0 ? skip : 'SKIP'}`;
    color = palette.gray;
    sign = signs.skipped;
  } else if (todo !== undefined) {
    title += ` # ${typeof todo === 'string' && todo.length > 0 ? todo : 'TODO'}`;
    if (type === 'test:fail') {
      color = palette.yellow;
      sign = signs.warning;
    }
  } else if (expectFailure !== undefined) {
    title += ' # EXPECTED FAILURE';
  }
  const error = showErrorDetails ? formatError(data.details?.error, indentation) : '';
  return `${prefix}${indentation}${color}${sign}${title}${palette.white}${error}`;
}

module.exports = { signs, hasColors, colors, colorOf, indent, formatError, formatResult, show };
