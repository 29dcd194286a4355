'use strict';
const assert = require('node:assert');
const os = require('node:os');
const { test } = require('../harness');

test('what the system tells of itself has the right kinds and ranges', () => {
  assert.strictEqual(os.platform(), process.platform);
  assert.strictEqual(os.arch(), process.arch);
  assert.strictEqual(os.type(), 'Linux');
  assert.ok(os.totalmem() > os.freemem() && os.freemem() > 0);
  assert.ok(os.uptime() > 0);
  assert.strictEqual(os.loadavg().length, 3);
  assert.ok(os.availableParallelism() >= 1);
  for (const cpu of os.cpus()) {
    assert.deepStrictEqual(Object.keys(cpu), ['model', 'speed', 'times']);
    assert.deepStrictEqual(Object.keys(cpu.times), ['user', 'nice', 'sys', 'idle', 'irq']);
  }
  assert.strictEqual(`${os.hostname}`, os.hostname());
  assert.strictEqual(os.EOL, '\n');
  assert.strictEqual(os.devNull, '/dev/null');
  assert.strictEqual(os.endianness(), 'LE');
});

test('the loopback interface is listed', () => {
  const { lo } = os.networkInterfaces();
  const v4 = lo.find((entry) => entry.family === 'IPv4');
  assert.deepStrictEqual(v4, {
    address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', mac: '00:00:00:00:00:00', internal: true, cidr: '127.0.0.1/8',
  });
});

test('folders come from the environment first', () => {
  const { TMPDIR, HOME } = process.env;
  try {
    process.env.TMPDIR = '/some/where/';
    assert.strictEqual(os.tmpdir(), '/some/where');
    process.env.HOME = '/home/elsewhere';
    assert.strictEqual(os.homedir(), '/home/elsewhere');
    delete process.env.HOME;
    assert.strictEqual(os.homedir(), os.userInfo().homedir);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    if (HOME !== undefined) process.env.HOME = HOME;
  }
  const user = os.userInfo({ encoding: 'buffer' });
  assert.ok(Buffer.isBuffer(user.username));
  assert.strictEqual(os.userInfo().username, user.username.toString());
});

test('priorities are read and set, with errors of the system', () => {
  assert.strictEqual(typeof os.getPriority(), 'number');
  os.setPriority(os.getPriority());
  assert.throws(() => os.getPriority(-1), { code: 'ERR_SYSTEM_ERROR', name: 'SystemError' });
  assert.throws(() => os.setPriority(0, 20), { code: 'ERR_OUT_OF_RANGE' });
});

test('constants are frozen tables', () => {
  assert.strictEqual(os.constants.signals.SIGTERM, 15);
  assert.strictEqual(os.constants.errno.ENOENT, 2);
  assert.throws(() => { os.constants.signals.SIGTERM = 1; }, TypeError);
  assert.throws(() => { os.constants.signals.NEW = 1; }, TypeError);
});
