// The JUnit reporter: XML that build servers read. https://nodejs.org/api/test.html#test-reporters
'use strict';
const { inspect } = require('internal/util/inspect');

const inspectOptions = { __proto__: null, colors: false, breakLength: Infinity };

function escapeAttribute(text) {
  return escapeContent(text.replaceAll('\n', '&#10;').replaceAll('"', '&quot;'), true);
}

function escapeContent(text, isAttribute) {
  return (isAttribute ? text.replace(/&(?!#10;|quot;)/g, '&amp;') : text.replaceAll('&', '&amp;')).replaceAll('<', '&lt;');
}

function escapeComment(text) {
  return text.replaceAll('--', '&#45;&#45;');
}

function print({ tag, attributes, nesting, children, comment, text }) {
  const indentation = '\t'.repeat(nesting + 1);
  if (comment !== undefined) return `${indentation}<!-- ${escapeComment(comment)} -->\n`;
  let head = `<${tag}`;
  for (const name of Object.keys(attributes)) {
    if (attributes[name] !== undefined) head += ` ${name}="${escapeAttribute(String(attributes[name]))}"`;
  }
  if (text !== undefined) return `${indentation}${head}>\n${escapeContent(text, false)}\n${indentation}</${tag}>\n`;
  if (children.length === 0) return `${indentation}${head}/>\n`;
  let body = '';
  for (let i = 0; i < children.length; i++) body += print(children[i]);
  return `${indentation}${head}>\n${body}${indentation}</${tag}>\n`;
}

function isCase(node) {
  return node.tag === 'testcase';
}

function count(node, matches) {
  let total = 0;
  for (let i = 0; i < node.children.length; i++) {
    const child = node.children[i];
    if (child.comment !== undefined) continue;
    if (isCase(child) && matches(child)) total++;
  }
  return total;
}

/**
 * @param {AsyncIterable<{ type: string, data: object }>} source
 * @yields {string}
 */
async function* junit(source) {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n';
  const { hostname } = require('os');
  let suite = null;

  function begin(data) {
    const parent = suite;
    suite = {
      attributes: { name: data.name }, nesting: data.nesting, parent, children: [], tag: undefined,
    };
    if (parent !== null) parent.children.push(suite);
  }

  for await (const { type, data } of source) {
    switch (type) {
      case 'test:start':
        begin(data);
        break;
      case 'test:pass':
      case 'test:fail': {
        if (suite === null || suite.attributes.name !== data.name || suite.nesting !== data.nesting) begin(data);
        const node = suite;
        suite = node.parent;
        node.attributes.time = (data.details.duration_ms / 1000).toFixed(6);
        const inner = node.children.filter((child) => child.comment === undefined);
        if (inner.length > 0) {
          node.tag = 'testsuite';
          node.attributes.disabled = 0;
          node.attributes.errors = 0;
          node.attributes.tests = inner.length;
          node.attributes.failures = count(node, (child) => child.children.some((part) => part.tag === 'failure'));
          node.attributes.skipped = count(node, (child) => child.children.some((part) => part.tag === 'skipped'));
          node.attributes.timestamp = new Date().toISOString();
          node.attributes.hostname = hostname();
        } else {
          node.tag = 'testcase';
          node.attributes.classname = data.classname ?? 'test';
          node.attributes.file = data.file;
          if (data.skip !== undefined) {
            node.children.push({
              nesting: data.nesting + 1, tag: 'skipped', attributes: { type: 'skipped', message: data.skip }, children: [],
            });
          }
          if (data.todo !== undefined) {
            node.children.push({
              nesting: data.nesting + 1, tag: 'skipped', attributes: { type: 'todo', message: data.todo }, children: [],
            });
          }
          if (type === 'test:fail') {
            const { error } = data.details;
            node.children.push({
              nesting: data.nesting + 1,
              tag: 'failure',
              attributes: { type: error?.failureType ?? error?.code, message: error?.message.trim() ?? '' },
              children: [],
              text: inspect(error, inspectOptions),
            });
            node.attributes.failure = error?.message ?? '';
          }
        }
        if (node.parent === null) yield print(node);
        break;
      }
      case 'test:log':
      case 'test:diagnostic': {
        const comment = { nesting: data.nesting, comment: data.message };
        if (suite === null) yield print(comment);
        else suite.children.push(comment);
        break;
      }
    }
  }
  yield '</testsuites>\n';
}

module.exports = { junit };
