'use strict';
// readFile with the option `buffer`, in every form.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');

const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-fs-into-')), 'file');
process.on('exit', () => fs.rmSync(path.dirname(file), { recursive: true, force: true }));
fs.writeFileSync(file, 'hello world');

async function handleRead(source, options) {
  const handle = await fs.promises.open(source);
  try {
    return await handle.readFile(options);
  } finally {
    await handle.close();
  }
}

const forms = {
  sync: async (source, options) => fs.readFileSync(source, options),
  callback: (source, options) => new Promise((resolve, reject) => {
    fs.readFile(source, options, (error, contents) => (error ? reject(error) : resolve(contents)));
  }),
  promise: (source, options) => fs.promises.readFile(source, options),
  handle: handleRead,
};

for (const [form, read] of Object.entries(forms)) {
  test(`${form}: what was read is a view of the buffer given`, async () => {
    for (const buffer of [Buffer.alloc(20), Buffer.alloc(11), new Uint16Array(10), new DataView(new ArrayBuffer(30), 3)]) {
      const contents = await read(file, { buffer });
      assert.strictEqual(contents.toString(), 'hello world');
      assert.ok(Buffer.isBuffer(contents));
      assert.strictEqual(contents.buffer, buffer.buffer);
      assert.strictEqual(contents.byteOffset, buffer.byteOffset);
    }
  });

  test(`${form}: a function makes the buffer, knowing the size; 0 where there is none to know`, async () => {
    const sizes = [];
    const buffer = (size) => {
      sizes.push(size);
      return Buffer.alloc(100);
    };
    assert.strictEqual((await read(file, { buffer })).length, 11);
    assert.ok((await read('/proc/self/stat', { buffer: (size) => (sizes.push(size), Buffer.alloc(4096)) })).length > 20);
    assert.deepStrictEqual(sizes, [11, 0]);
  });

  test(`${form}: with an encoding it is text`, async () => {
    assert.strictEqual(await read(file, { buffer: Buffer.alloc(20), encoding: 'utf8' }), 'hello world');
    assert.strictEqual(await read(file, { buffer: Buffer.alloc(20), encoding: 'hex' }), '68656c6c6f20776f726c64');
  });

  test(`${form}: too small a buffer is refused`, async () => {
    const code = 'ERR_INVALID_ARG_VALUE';
    await assert.rejects(read(file, { buffer: Buffer.alloc(5) }), { code, message: /smaller than the file size of 11 bytes/ });
    await assert.rejects(read(file, { buffer: () => Buffer.alloc(5) }), { code, message: /'options\.buffer\(\)\.byteLength'/ });
    await assert.rejects(read('/proc/self/stat', { buffer: Buffer.alloc(5) }), { code, message: /too small to contain/ });
  });

  test(`${form}: what is no buffer is refused, also from the function`, async () => {
    for (const buffer of [1, 'x', null, new ArrayBuffer(20)]) {
      await assert.rejects(async () => read(file, { buffer }), { code: 'ERR_INVALID_ARG_TYPE', message: /"options\.buffer" property/ });
    }
    await assert.rejects(read(file, { buffer: () => 1 }), { code: 'ERR_INVALID_ARG_TYPE', message: /"options\.buffer\(\)" property/ });
    await assert.rejects(read(file, { buffer: () => { throw new Error('mine'); } }), { message: 'mine' });
  });

  test(`${form}: no descriptor is left open`, async () => {
    const before = fs.readdirSync('/proc/self/fd').length;
    for (let i = 0; i < 20; i++) {
      await read(file, { buffer: Buffer.alloc(20) });
      await assert.rejects(read(file, { buffer: Buffer.alloc(1) }));
    }
    assert.strictEqual(fs.readdirSync('/proc/self/fd').length, before);
  });
}

test('a descriptor is read from its position on', () => {
  const fd = fs.openSync(file);
  fs.readSync(fd, Buffer.alloc(6));
  assert.strictEqual(fs.readFileSync(fd, { buffer: Buffer.alloc(20) }).toString(), 'world');
  assert.strictEqual(fs.readFileSync(fd, { buffer: Buffer.alloc(20) }).length, 0);
  fs.closeSync(fd);
});
