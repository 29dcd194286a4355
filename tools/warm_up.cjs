// What the build runs before it writes the builtins' code cache, so that the functions that programs use first are in it,
// compiled. Needs no network but loopback, and leaves nothing behind.
'use strict';

const { Console } = require('console');
const { EventEmitter, once } = require('events');
const { PassThrough, Readable, Transform, Writable, pipeline } = require('stream');
const { promisify, inspect, format, parseArgs, styleText } = require('util');
const { setTimeout: delay } = require('timers/promises');
const assert = require('assert');
const childProcess = require('child_process');
const crypto = require('crypto');
const dgram = require('dgram');
const dns = require('dns');
const fs = require('fs');
const http = require('http');
const net = require('net');
const os = require('os');
const path = require('path');
const querystring = require('querystring');
const readline = require('readline');
const url = require('url');
const zlib = require('zlib');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-warm-'));
const at = (name) => path.join(folder, name);

async function files() {
  fs.writeFileSync(at('a'), 'text\n');
  fs.readFileSync(at('a'));
  fs.readFileSync(at('a'), 'utf8');
  fs.appendFileSync(at('a'), 'more\n');
  fs.existsSync(at('a'));
  fs.statSync(at('a')).isFile();
  fs.lstatSync(at('gone'), { throwIfNoEntry: false });
  fs.mkdirSync(at('b/c'), { recursive: true });
  fs.readdirSync(folder, { withFileTypes: true }).map((entry) => entry.isDirectory());
  fs.realpathSync(folder);
  fs.accessSync(at('a'));
  fs.copyFileSync(at('a'), at('d'));
  fs.renameSync(at('d'), at('e'));
  fs.unlinkSync(at('e'));
  const fd = fs.openSync(at('a'), 'r+');
  fs.readSync(fd, Buffer.alloc(4), 0, 4, 0);
  fs.writeSync(fd, 'x');
  fs.fstatSync(fd);
  fs.closeSync(fd);
  try {
    fs.readFileSync(at('gone'));
  } catch (error) {
    inspect(error);
  }
  await promisify(fs.readFile)(at('a'));
  await promisify(fs.writeFile)(at('f'), 'x');
  await promisify(fs.stat)(at('f'));
  await promisify(fs.readdir)(folder);
  await fs.promises.writeFile(at('f'), 'y');
  await fs.promises.readFile(at('f'), 'utf8');
  await fs.promises.stat(at('f'));
  await fs.promises.mkdir(at('g'), { recursive: true });
  await fs.promises.readdir(folder);
  await fs.promises.access(at('f'));
  await fs.promises.rm(at('g'), { recursive: true, force: true });
  const handle = await fs.promises.open(at('a'));
  await handle.read(Buffer.alloc(2), 0, 2, 0);
  await handle.stat();
  await handle.close();
  await promisify(pipeline)(fs.createReadStream(at('a')), fs.createWriteStream(at('h')));
}

async function streams() {
  const sink = new Writable({ write(chunk, encoding, callback) { callback(); } });
  await promisify(pipeline)(Readable.from(['a', 'b']), new Transform({
    transform(chunk, encoding, callback) { callback(null, chunk); },
  }), new PassThrough(), sink);
  for await (const chunk of Readable.from([Buffer.from('x')])) chunk.toString('hex');
  const lines = readline.createInterface({ input: Readable.from(['one\ntwo\n']) });
  for await (const line of lines) line.trim();
  const log = new Console(new Writable({ write(chunk, encoding, callback) { callback(); } }));
  log.log('%s %d %j', 'a', 1, { b: 2 }, new Map([[1, { c: [1, 2] }]]));
  log.error(new Error('x'));
  const emitter = new EventEmitter();
  queueMicrotask(() => emitter.emit('x', 1));
  await once(emitter, 'x');
}

function values() {
  inspect({ a: [1, 'b', null, undefined, true, 1n], c: new Set([1]), d: () => {}, e: Symbol('x'), f: new Date(0), g: /x/ });
  format('%s %o %%', 'x', {});
  styleText('red', 'x');
  parseArgs({ args: ['-f', '--bar', 'b'], options: { f: { type: 'boolean', short: 'f' }, bar: { type: 'string' } } });
  new URL('https://user@host:1/p/a/t/h?query=1#hash').searchParams.get('query');
  url.fileURLToPath(url.pathToFileURL(folder));
  querystring.parse('a=1&b=2');
  path.relative(path.resolve('a/b'), path.normalize('/a/../b'));
  Buffer.concat([Buffer.from('aGk=', 'base64'), Buffer.alloc(2)]).toString('hex');
  crypto.createHash('sha256').update('x').digest('hex');
  crypto.randomBytes(8);
  crypto.randomUUID();
  zlib.gunzipSync(zlib.gzipSync('x'));
  os.cpus();
  os.platform();
  assert.strictEqual(1, 1);
  assert.deepStrictEqual({ a: [1] }, { a: [1] });
  structuredClone({ a: 1 });
  new TextDecoder().decode(new TextEncoder().encode('x'));
  JSON.stringify(process.memoryUsage());
  process.hrtime.bigint();
}

async function sockets() {
  const server = http.createServer((request, response) => {
    request.on('data', () => {}).on('end', () => {
      response.setHeader('x-y', 'z');
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('a');
      response.end('b');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new http.Agent({ keepAlive: true });
  for (const method of ['GET', 'POST']) {
    await new Promise((resolve, reject) => {
      const request = http.request({ port: server.address().port, host: '127.0.0.1', method, agent }, (response) => {
        response.setEncoding('utf8').on('data', () => {}).on('end', resolve);
      });
      request.on('error', reject);
      request.end(method === 'POST' ? 'body' : undefined);
    });
  }
  agent.destroy();
  server.close();
  const echo = net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const socket = net.connect(echo.address().port, '127.0.0.1');
  socket.end('x');
  socket.resume();
  await once(socket, 'close');
  echo.close();
}

async function names() {
  await promisify(dns.lookup)('127.0.0.1');
  const socket = net.connect({ port: 1, host: 'localhost', family: 4 });
  socket.on('error', () => {});
  const server = dgram.createSocket('udp4', (query, from) => server.send(query, from.port, from.address));
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const resolver = new dns.promises.Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  await resolver.resolve4('x.test').catch(() => {}); // an answer without data
  server.close();
}

async function webCrypto() {
  const { subtle } = crypto.webcrypto;
  const bytes = new Uint8Array(32);
  await subtle.digest('SHA-256', bytes);
  const mac = await subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign', 'verify']);
  await subtle.verify('HMAC', mac, await subtle.sign('HMAC', mac, bytes), bytes);
  await subtle.exportKey('jwk', mac);
  const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  await subtle.decrypt({ name: 'AES-GCM', iv: bytes }, key, await subtle.encrypt({ name: 'AES-GCM', iv: bytes }, key, bytes));
}

async function children() {
  childProcess.spawnSync('true');
  childProcess.execFileSync('true');
  await promisify(childProcess.exec)('echo x');
  await once(childProcess.spawn('true', { stdio: 'ignore' }), 'exit');
}

async function main() {
  for (const part of [values, files, streams, sockets, names, webCrypto, children]) {
    try {
      await part();
    } catch {
      // Where this machine does not let it (no loopback, say), the cache has less in it; nothing is wrong.
    }
  }
  await delay(1);
  setImmediate(() => {});
  clearInterval(setInterval(() => {}, 1000));
  new AbortController().abort();
  fs.rmSync(folder, { recursive: true, force: true });
}

main();
