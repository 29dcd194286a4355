// Sessions with the inspector of the process itself. https://nodejs.org/api/inspector.html
'use strict';
const assert = require('node:assert');
const inspector = require('node:inspector');
const { Session } = require('node:inspector/promises');
const { test } = require('../harness');

test('commands are answered, and what is unknown is refused', async (t) => {
  const session = new Session();
  session.connect();
  t.after(() => session.disconnect());
  const { result } = await session.post('Runtime.evaluate', { expression: '6 * 7' });
  assert.strictEqual(result.value, 42);
  await assert.rejects(session.post('No.such'), { code: 'ERR_INSPECTOR_COMMAND' });
});

test('what happens is told as events, under its name and all together', async (t) => {
  const session = new Session();
  session.connect();
  t.after(() => session.disconnect());
  const seen = [];
  session.on('Debugger.scriptParsed', (message) => seen.push(message.params.url));
  session.on('inspectorNotification', (message) => seen.push(message.method));
  await session.post('Debugger.enable');
  require('node:vm').runInThisContext('1', '/some/script.js');
  assert.ok(seen.includes('file:///some/script.js'));
  assert.ok(seen.includes('Debugger.scriptParsed'));
});

test('profiles can be taken', async (t) => {
  const session = new Session();
  session.connect();
  t.after(() => session.disconnect());
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const { profile } = await session.post('Profiler.stop');
  assert.ok(profile.nodes.length > 0);
});

test('a session that is not connected, or twice, says so', () => {
  const session = new inspector.Session();
  assert.throws(() => session.post('Runtime.enable'), { code: 'ERR_INSPECTOR_NOT_CONNECTED' });
  session.connect();
  assert.throws(() => session.connect(), { code: 'ERR_INSPECTOR_ALREADY_CONNECTED' });
  assert.throws(() => session.post(1), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => session.post('a', 1), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => session.connectToMainThread(), { code: 'ERR_INSPECTOR_NOT_WORKER' });
  session.disconnect();
  session.disconnect();
  assert.strictEqual(inspector.url(), undefined);
  assert.throws(() => inspector.waitForDebugger(), { code: 'ERR_INSPECTOR_NOT_ACTIVE' });
});
