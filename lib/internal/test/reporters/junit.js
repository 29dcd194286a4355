// The JUnit reporter: XML that build servers read. https://nodejs.org/api/test.html#test-reporters
'use strict';
const { show } = require('internal/test/reporters/marks');

/** Text between tags. */
function asText(value) {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** The value of an attribute; line ends would be spaces to a parser. */
function asAttribute(value) {
  return asText(String(value)).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}

function openTag(tag, attributes) {
  let text = `<${tag}`;
  for (const { 0: name, 1: value } of Object.entries(attributes)) {
    if (value !== undefined) text += ` ${name}="${asAttribute(value)}"`;
  }
  return text;
}

function commentLine(depth, message) {
  // Two dashes would end it.
  return `${'\t'.repeat(depth)}<!-- ${message.replaceAll('--', '&#45;&#45;')} -->\n`;
}

/** A test that has started: what its subtests came to, as text. */
class Pending {
  constructor(name, nesting) {
    this.name = name;
    this.nesting = nesting;
    this.body = '';
    this.tests = 0;
    this.failures = 0;
    this.skipped = 0;
  }
}

function suiteElement(pending, seconds) {
  const indentation = '\t'.repeat(pending.nesting + 1);
  const head = openTag('testsuite', {
    name: pending.name,
    time: seconds,
    disabled: 0,
    errors: 0,
    tests: pending.tests,
    failures: pending.failures,
    skipped: pending.skipped,
    timestamp: new Date().toISOString(),
    hostname: require('os').hostname(),
  });
  return `${indentation}${head}>\n${pending.body}${indentation}</testsuite>\n`;
}

function caseElement(pending, data, isFailed, seconds) {
  const indentation = '\t'.repeat(pending.nesting + 1);
  const { skip, todo, classname, file, details: { error } } = data;
  let body = pending.body;
  if (skip !== undefined) body += `${indentation}\t${openTag('skipped', { type: 'skipped', message: skip })}/>\n`;
  if (todo !== undefined) body += `${indentation}\t${openTag('skipped', { type: 'todo', message: todo })}/>\n`;
  if (isFailed) {
    const head = openTag('failure', { type: error?.failureType ?? error?.code, message: error?.message.trim() ?? '' });
    const shown = show(error, false);
    body += `${indentation}\t${head}>\n${asText(shown)}\n${indentation}\t</failure>\n`;
  }
  const head = openTag('testcase', {
    name: pending.name, time: seconds, classname: classname ?? 'test', file, failure: isFailed ? error?.message ?? '' : undefined,
  });
  return body === '' ? `${indentation}${head}/>\n` : `${indentation}${head}>\n${body}${indentation}</testcase>\n`;
}

/**
 * @param {AsyncIterable<{ type: string, data: object }>} source
 * @yields {string}
 */
async function* junit(source) {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n';
  /** Tests under way, the innermost last. */
  const stack = [];
  for await (const { type, data } of source) {
    switch (type) {
      case 'test:start':
        stack.push(new Pending(data.name, data.nesting));
        break;
      case 'test:pass':
      case 'test:fail': {
        const top = stack[stack.length - 1];
        const pending = top !== undefined && top.name === data.name && top.nesting === data.nesting ?
          stack.pop() : new Pending(data.name, data.nesting);
        const isFailed = type === 'test:fail';
        const seconds = (data.details.duration_ms / 1000).toFixed(6);
        const text = pending.tests > 0 ? suiteElement(pending, seconds) : caseElement(pending, data, isFailed, seconds);
        const parent = stack[stack.length - 1];
        if (parent === undefined) {
          yield text;
          break;
        }
        parent.body += text;
        parent.tests++;
        if (pending.tests === 0 && isFailed) parent.failures++;
        if (pending.tests === 0 && (data.skip !== undefined || data.todo !== undefined)) parent.skipped++;
        break;
      }
      case 'test:log':
      case 'test:diagnostic': {
        const line = commentLine(data.nesting + 1, data.message);
        if (stack.length === 0) yield line;
        else stack[stack.length - 1].body += line;
        break;
      }
    }
  }
  yield '</testsuites>\n';
}

module.exports = { junit };
