// Trace events. https://nodejs.org/api/tracing.html
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { createTracing, getEnabledCategories } = require('node:trace_events');
const { test } = require('../harness');

/** Runs a program in a folder of its own; its output, and the events of the trace files by their names. */
function run(t, flags, source) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trace-test-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', source], { cwd: folder, encoding: 'utf8' });
  const traces = {};
  for (const name of fs.readdirSync(folder)) traces[name] = JSON.parse(fs.readFileSync(path.join(folder, name))).traceEvents;
  return { output: stdout + stderr, traces };
}

test('categories are enabled together, counted, and named in order', () => {
  const before = getEnabledCategories();
  const one = createTracing({ categories: ['b', 'a'] });
  const two = createTracing({ categories: ['a', 'c'] });
  assert.strictEqual(one.enabled, false);
  assert.strictEqual(one.categories, 'b,a');
  assert.strictEqual(before, undefined);
  assert.throws(() => createTracing({ categories: [] }), { code: 'ERR_TRACE_EVENTS_CATEGORY_REQUIRED' });
  assert.throws(() => createTracing({ categories: [1] }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => createTracing(), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.ok(two);
});

test('objects enable what they cover and no more', (t) => {
  const { output, traces } = run(t, [], `
    const { createTracing, getEnabledCategories } = require('trace_events');
    const one = createTracing({ categories: ['node.perf.usertiming', 'x'] });
    const two = createTracing({ categories: ['x'] });
    one.enable(); two.enable();
    console.log(getEnabledCategories());
    performance.mark('seen');
    one.disable();
    console.log(getEnabledCategories());
    performance.mark('unseen');`);
  assert.strictEqual(output, 'node.perf.usertiming,x\nx\n');
  const names = traces['node_trace.1.log'].map(({ name }) => name);
  assert.ok(names.includes('seen') && !names.includes('unseen'));
});

test('questions, look-ups and connections are traced from their beginning to their end', (t) => {
  const { traces } = run(t, ['--trace-event-categories', 'node.dns.native,node.net.native'], `
    const dns = require('dns');
    const net = require('net');
    dns.lookup('localhost', { family: 4 }, () => {});
    dns.lookupService('127.0.0.1', 22, () => {});
    dns.reverse('127.0.0.1', () => {});
    dns.resolve4('name.onion', () => {});
    const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
      net.connect(server.address().port, '127.0.0.1').resume().on('close', () => server.close());
    });`);
  const events = traces['node_trace.1.log'].filter(({ cat }) => cat !== '__metadata');
  for (const name of ['lookup', 'lookupService', 'reverse', 'resolve4', 'connect']) {
    const [first, last, ...others] = events.filter((event) => event.name === name);
    assert.deepStrictEqual([first.ph, last.ph, first.id === last.id, others.length], ['b', 'e', true, 0], name);
    assert.strictEqual(first.cat, name === 'connect' ? 'node,node.net,node.net.native' : 'node,node.dns,node.dns.native');
  }
  assert.deepStrictEqual(events.find(({ name }) => name === 'lookup').args, { hostname: 'localhost', family: 'ipv4' });
  assert.deepStrictEqual(events.find(({ name }) => name === 'resolve4').args, { name: 'name.onion' });
});

test('the command line chooses categories and the names of files; without it there is no file', (t) => {
  const source = 'setTimeout(() => require("fs").statSync("/"), 1); require("vm").runInNewContext("1")';
  assert.deepStrictEqual(run(t, [], source).traces, {});
  const { traces } = run(t, [
    '--trace-event-categories', 'v8,node.async_hooks,node.fs.sync,node.vm.script,node.environment',
    '--trace-event-file-pattern', 'log-${rotation}.json',
  ], source);
  const events = traces['log-1.json'];
  const has = (category, name) => events.some((event) => event.cat.split(',').includes(category) && event.name === name);
  assert.ok(has('node.async_hooks', 'Timeout') && has('node.async_hooks', 'Timeout_CALLBACK'));
  assert.ok(has('node.fs.sync', 'fs.sync.stat') && has('node.vm.script', 'RunInContext'));
  assert.ok(has('node.environment', 'RunTimers') && has('__metadata', 'version'));
  assert.ok(events.some((event) => event.cat === 'v8' && event.name.startsWith('V8.')));
  for (const event of events) assert.ok(event.pid > 0 && event.ts > 0 && typeof event.ph === 'string');
});

test('a process that ends by exit or by an exception leaves a whole file', (t) => {
  for (const end of ['process.exit(3)', 'throw new Error("end")']) {
    const { traces } = run(t, ['--trace-events-enabled'], `setImmediate(() => { ${end} })`);
    assert.ok(traces['node_trace.1.log'].some(({ name }) => name === 'Immediate'), end);
  }
});
