// The dot reporter: a character for each test. https://nodejs.org/api/test.html#test-reporters
'use strict';
const { colors, formatError, formatResult, signs } = require('internal/test/reporters/marks');

const narrowest = 20;

function columns() {
  return Math.max(require('process').stdout.columns ?? narrowest, narrowest);
}

/**
 * @param {AsyncIterable<{ type: string, data: object }>} source
 * @yields {string}
 */
async function* dot(source) {
  let count = 0;
  let width = columns();
  const failed = [];
  /** What is printed below the dots: of coverage. */
  let closing = '';
  for await (const { type, data } of source) {
    const palette = colors();
    if (type === 'test:pass') yield `${palette.green}.${palette.clear}`;
    if (type === 'test:fail') {
      yield `${palette.red}X${palette.clear}`;
      failed.push(data);
    }
    if ((type === 'test:fail' || type === 'test:pass') && ++count === width) {
      yield '\n';
      // The terminal may have been given another size meanwhile.
      width = columns();
      count = 0;
    }
    if (type === 'test:diagnostic' && data.level === 'error') {
      closing += `${palette.red}${signs[type]}${data.message}${palette.white}\n`;
    }
    if (type === 'test:coverage') {
      const { table } = require('internal/test/reporters/coverage_table');
      closing += table('', data.summary, signs[type], palette.blue, false);
    }
  }
  yield '\n';
  if (closing !== '') yield closing;
  if (failed.length > 0) {
    const palette = colors();
    yield `\n${palette.red}Failed tests:${palette.white}\n\n`;
    for (let i = 0; i < failed.length; i++) {
      yield `${formatResult('test:fail', failed[i], '', '', false)}${formatError(failed[i].details.error, '')}`;
    }
  }
}

module.exports = { dot };
