// Calls the public functions, constructors, methods and accessors of builtin modules with hostile values: proxies that throw,
// getters that detach the buffer passed beside them, objects whose conversions close the handle they are passed to, buffers that
// are detached, resizable, shared or out of bounds, functions that recurse, receivers of the wrong kind. Whatever is thrown is
// right; a crash, a failed check or a hang is not.
//
//   hostile_arguments.cjs probe <module> <seed> <calls>   makes the calls, each named beforehand on the descriptor of the file
//                                                         $PROBE_LOG, and ends with 0; run it in a scratch folder
//   hostile_arguments.cjs list                            names the modules
//
// The calls follow from the seed alone. $PROBE_ONLY=<first>-<last> makes a part of them (the others are drawn, not made).
'use strict';

// Copies of this program that a probed function starts (cluster.fork) must not probe in turn.
const [mode, moduleName, seedText, countText] = process.argv.splice(2);
if (mode === undefined) process.exit(0);

const fs = require('fs');
const nodeModule = require('module');

// Modules whose functions end, block or take over the process, or write outside of the folder.
const LEFT_OUT_MODULES = new Set(['repl', 'sys', 'constants', 'test', 'node:test', 'test/reporters', 'node:test/reporters', 'wasi', 'node:sea', 'cluster']);
const MODULES = nodeModule.builtinModules.filter((name) => !name.startsWith('_') && !LEFT_OUT_MODULES.has(name)).concat('globalThis');

if (mode === 'list') {
  console.log(MODULES.join('\n'));
  process.exit(0);
}

// What ends, blocks, replaces or signals a process by its contract, or acts on the machine whatever it is given.
const LEFT_OUT = new Set([
  'process.abort', 'process.exit', 'process.reallyExit', 'process.kill', 'process._kill', 'process.execve', 'process.dlopen',
  'process.setuid', 'process.seteuid', 'process.setgid', 'process.setegid', 'process.setgroups', 'process.initgroups',
  'process.chdir', 'process._debugProcess', 'process._debugEnd', 'process._rawDebug', 'process.binding', 'process.loadEnvFile',
  'process.openStdin', 'process._startProfilerIdleNotifier', 'process._stopProfilerIdleNotifier', 'process._linkedBinding',
  'process._fatalException', 'process.report.writeReport', 'process.report.getReport', 'process._exiting', 'process.on',
  'process.addListener', 'process.once', 'process.prependListener', 'process.prependOnceListener', 'process.removeAllListeners',
  'process.off', 'process.removeListener', 'process.emit', 'process._tickCallback', 'process.disconnect', 'process.send',
  'process.setUncaughtExceptionCaptureCallback', 'process.mainModule', 'process.stdin', 'process.finalization',
  'os.setPriority', 'inspector.open', 'inspector.waitForDebugger', 'inspector/promises.open', 'inspector/promises.waitForDebugger',
  'v8.writeHeapSnapshot', 'v8.getHeapSnapshot', 'v8.setFlagsFromString', 'v8.queryObjects', 'v8.setHeapSnapshotNearHeapLimit',
  'v8.startupSnapshot', 'vm.measureMemory', 'console.time', 'fs.close', 'fs.closeSync', 'util.debug', 'globalThis.gc',
  'globalThis.eval', 'globalThis.process', 'globalThis.console', 'module.runMain', 'module.register', 'domain.create', 'domain.createDomain',
  'trace_events.createTracing',
]);
// Methods of instances that are left out whatever the class.
const LEFT_OUT_METHODS = new Set(['takeHeapSnapshot', 'getHeapSnapshot', 'kill', 'waitForDebugger', '[Symbol.dispose]']);
// Functions for which a large number asks for large work: Node hangs there as well.
const NO_LARGE_NUMBERS = /prime|pbkdf2|scrypt|argon2|generateKey|diffieHellman|createDiffieHellman|alloc|rawListeners|repeat|random|hkdf|shake|Histogram|setFlags|concat|readable|table|count|iterations|timeout|listen|Sync$|cp$|truncate|allocate|slowBuffer|fill|write|read|digest|resizeTo|Uint8|Array|Buffer|MaxListeners|setDefault/i;

// ---- Randomness ----

let state = (Number(seedText) * 0x9e3779b9) >>> 0;
/** A number from 0 to below `limit`; mulberry32. */
function pick(limit) {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) % limit;
}
const one = (list) => list[pick(list.length)];

// ---- Hostile values ----

const folderUrl = require('url').pathToFileURL(`${process.cwd()}/x`).href;
const TEXTS = ['', 'x', 'a\0b', '\ud800', 'utf8', 'hex', 'latin1', 'base64', 'ucs2', 'sha256', 'aes-256-cbc', 'constructor',
  '__proto__', 'then', '127.0.0.1', '::1', 'http://127.0.0.1:1/', folderUrl, 'data:,x', '\u{1F600}', 'x'.repeat(70000), 'r', 'w',
  'error', 'data', 'close', 'newListener', 'GET', 'raw', 'der', 'pem', 'spki', 'pkcs8', 'jwk', 'rsa', 'ed25519', 'ec', 'message',
  'text/plain', '[', '(', '%', '%j%o%O%d', '../x'.slice(3), 'bytes', 'SIGUSR2', 'nextTick', 'ipc', 'pipe', 'ignore', 'inherit'];
const SMALL = [0, -0, -1, 1, 2, 3, 16, 255, 1.5, NaN, 1e-9];
const LARGE = [65536, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308, Infinity, -Infinity];
const BIG = [0n, 1n, -1n, 2n ** 63n, 2n ** 64n, -(2n ** 63n), 10n ** 400n];
const SYMBOLS = [Symbol('s'), Symbol.iterator, Symbol.asyncIterator, Symbol.dispose ?? Symbol.for('d'), Symbol.for('nodejs.util.inspect.custom')];
const NAMES = ['length', 'size', 'signal', 'encoding', 'fd', 'flags', 'mode', 'highWaterMark', 'start', 'end', 'offset', 'position',
  'buffer', 'type', 'read', 'write', 'transform', 'final', 'destroy', 'construct', 'objectMode', 'host', 'port', 'path', 'family', 'hints',
  'all', 'localAddress', 'localPort', 'key', 'cert', 'ca', 'passphrase', 'format', 'method', 'headers', 'agent', 'timeout', 'recursive',
  'withFileTypes', 'bigint', 'force', 'maxRetries', 'env', 'cwd', 'stdio', 'uid', 'shell', 'argv', 'execArgv', 'workerData', 'transfer',
  'resourceLimits', 'level', 'dictionary', 'params', 'chunkSize', 'maxOutputLength', 'filename', 'importModuleDynamically', 'cachedData',
  'context', 'then', 'value', 'done', 'next', 'return', 'input', 'output', 'completer', 'terminal', 'history', 'depth', 'colors',
  'compare', 'getters', 'showProxy', 'maxArrayLength', 'aborted', 'reason', 'byteLength', 'byteOffset', 'code', 'name', 'message',
  'stack', 'href', 'protocol', 'hash', 'search', 'capture', 'once', 'handleEvent', 'detail', 'lookup', 'allowHalfOpen', 'pauseOnConnect',
  'interval', 'persistent', 'filter', 'preserveTimestamps', 'errorOnExist', 'dereference', 'lineLengths', 'mark', 'duration', 'handle'];

const never = () => {};
function throwing() {
  throw new Error('hostile');
}

/** Detaches what is detachable of `value`: an array buffer or a view of one. */
function detach(value) {
  try {
    const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
    if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] });
  } catch { /* a pooled or WebAssembly buffer stays */ }
}

/** Shrinks a resizable buffer under its views. */
function shrink(value) {
  try {
    const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
    if (buffer instanceof ArrayBuffer && buffer.resizable) buffer.resize(pick(2));
  } catch { /* not resizable */ }
}

function close(value) {
  if (value === process) return;
  for (const name of ['destroy', 'close', 'terminate', 'abort', 'end', 'disable', 'disconnect']) {
    try {
      if (typeof value?.[name] === 'function') value[name]()?.catch?.(never);
    } catch { /* closed before */ }
  }
}

// What the call at hand was given: getters and conversions act on it.
// `reads` bounds how much of an endless object a call may walk.
let current = { self: undefined, args: [], reads: 0 };

/** What a getter, a trap or a callback does to the objects of the running call. */
function misbehave() {
  switch (pick(9)) {
    case 8: globalThis.gc?.(); break;
    case 0: throw new Error('hostile');
    case 1: current.args.forEach(detach); break;
    case 2: current.args.forEach(shrink); break;
    case 3: close(current.self); break;
    case 4: current.args.forEach(close); break;
    case 5: recurse(); break;
    default: break;
  }
}

let depth = 0;
/** Runs out of stack, sometimes inside a call of what is being probed. */
function recurse() {
  if (depth > 0) return 0;
  depth++;
  const again = () => again() + 1;
  try {
    return again();
  } finally {
    depth--;
  }
}

const ARRAYS = [Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array];
function buffers() {
  switch (pick(14)) {
    case 0: return new ArrayBuffer(pick(64));
    case 1: return new ArrayBuffer(8, { maxByteLength: 64 });
    case 2: return new SharedArrayBuffer(16);
    case 3: return new SharedArrayBuffer(8, { maxByteLength: 64 });
    case 4: { const b = new ArrayBuffer(16); detach(b); return b; }
    case 5: { const v = new (one(ARRAYS))(16); detach(v); return v; }
    case 6: return new (one(ARRAYS))(new ArrayBuffer(16, { maxByteLength: 64 }));
    case 7: { const v = new (one(ARRAYS))(new ArrayBuffer(32, { maxByteLength: 64 }), 8, 2); v.buffer.resize(4); return v; }
    case 8: return new (one(ARRAYS))(new SharedArrayBuffer(16));
    case 9: return new DataView(new ArrayBuffer(16, { maxByteLength: 64 }));
    case 10: { const b = Buffer.alloc(32); return b; }
    case 11: { const b = Buffer.from(new ArrayBuffer(32)); detach(b); return b; }
    case 12: return new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer);
    default: return Buffer.from('hostile').subarray(pick(8));
  }
}

const TRAPS = ['get', 'set', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'defineProperty', 'apply', 'construct', 'isExtensible', 'deleteProperty'];
const allThrow = Object.fromEntries(TRAPS.map((name) => [name, throwing]));

let nesting = 0;
/** Options whose every property is there, and is something else each time. */
function chaos(target = {}) {
  return new Proxy(target, {
    get(object, name) {
      if (name === Symbol.toPrimitive || name === 'then') return undefined;
      if (nesting > 4 || current.reads++ > 300) return undefined;
      if (pick(6) === 0) misbehave();
      nesting++;
      try {
        return hostile();
      } finally {
        nesting--;
      }
    },
    has: () => nesting <= 4 && current.reads++ < 300 && pick(2) === 0,
  });
}

function conversions() {
  const misbehaving = () => {
    misbehave();
    return pick(2) ? 1 : 'x';
  };
  switch (pick(4)) {
    case 0: return { valueOf: misbehaving, toString: misbehaving };
    case 1: return { [Symbol.toPrimitive]: misbehaving };
    case 2: return { toString: throwing, valueOf: throwing, toJSON: throwing };
    default: return { get length() { misbehave(); return 4; }, 0: 1, get 1() { misbehave(); return 2; }, 3: 4 };
  }
}

function iterables() {
  let left = pick(5);
  const next = () => {
    if (left-- <= 0) {
      misbehave();
      return { done: true };
    }
    return { done: false, value: nesting > 4 ? 1 : hostile() };
  };
  switch (pick(4)) {
    case 0: return { [Symbol.iterator]: () => ({ next, return: throwing }) };
    case 1: return { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(next()), return: throwing }) };
    case 2: return { [Symbol.iterator]: throwing };
    default: return (function* () { yield 1; misbehave(); yield 'x'; })();
  }
}

function callables() {
  switch (pick(8)) {
    case 0: return throwing;
    case 1: return () => misbehave();
    case 2: return async () => misbehave();
    case 3: return class { constructor() { misbehave(); } };
    case 4: return function* () { yield hostile(); };
    case 5: return (...args) => {
      const callback = args.at(-1);
      if (typeof callback === 'function') {
        callback(pick(2) ? null : new Error('hostile'), nesting > 4 ? 1 : hostile());
        callback();
      }
      return nesting > 4 ? 1 : hostile();
    };
    case 6: return new Proxy(never, allThrow);
    default: return recurse;
  }
}

const revoked = (() => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
})();

function objects() {
  switch (pick(18)) {
    case 16: return [buffers(), buffers(), buffers()];
    case 17: {
      // A list whose elements are something else when they are read again.
      const list = pick(2) ? [buffers(), buffers()] : ['x', 'y', 'z'];
      const before = list[1];
      let reads = 0;
      Object.defineProperty(list, 1, {
        enumerable: true,
        configurable: true,
        get() {
          if (reads++ === 0) return before;
          misbehave();
          return nesting > 4 || current.reads++ > 300 ? 1 : hostile();
        },
      });
      return list;
    }
    case 0: return {};
    case 1: return { __proto__: null };
    case 2: return new Proxy({}, allThrow);
    case 3: return new Proxy([], allThrow);
    case 4: return revoked;
    case 5: case 6: case 7: return chaos(pick(8) ? {} : []);
    case 8: return conversions();
    case 9: return iterables();
    case 10: { const names = {}; for (let i = pick(5); i >= 0; i--) names[one(NAMES)] = nesting > 4 ? 1 : hostile(); return names; }
    case 11: { const self = {}; self.self = self; return self; }
    case 12: { const names = {}; for (let i = pick(5); i >= 0; i--) Object.defineProperty(names, one(NAMES), { enumerable: true, get() { misbehave(); return nesting > 4 || current.reads++ > 300 ? 1 : hostile(); } }); return names; }
    case 13: return one([new Date(NaN), /x/g, new Map([[1, 2]]), new Set([1]), new WeakMap(), new Error('x'), Object(1n), Object('x'), Object(Symbol.iterator), Promise.resolve(1)]);
    case 14: return { then: throwing };
    default: { const list = [hostile(), , hostile()]; return list; }
  }
}

/** One hostile value. */
function hostile() {
  if (nesting > 5) return 1;
  nesting++;
  try {
    switch (pick(20)) {
      case 0: return undefined;
      case 1: return null;
      case 2: return pick(2) === 0;
      case 3: case 4: return one(SMALL);
      case 5: return large ? one(LARGE) : one(SMALL);
      case 6: return one(BIG);
      case 7: case 8: case 9: return one(TEXTS);
      case 10: return one(SYMBOLS);
      case 11: case 12: return buffers();
      case 13: case 14: return callables();
      case 15: case 16: return pool.length > 0 ? one(pool) : undefined;
      default: return objects();
    }
  } finally {
    nesting--;
  }
}
let large = true;

// ---- What is probed ----

/** Objects that calls gave back, and are used as receivers and arguments later. */
const pool = [];
function keep(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return;
  if (value instanceof Promise) {
    value.then(keep, never);
    return;
  }
  // A stream of errors is not worth a place; neither are the values that are hostile themselves.
  try {
    if (value instanceof Error || pool.includes(value)) return;
  } catch {
    return;
  }
  if (value === process || value === globalThis) return;
  try {
    value.on?.('error', never);
  } catch { /* a hostile object of the probed function's making */ }
  if (pool.length < 40) pool.push(value);
  else pool[pick(40)] = value;
}

const targets = [];
const seen = new Set();
function isClass(fn) {
  try {
    return /^class\b/.test(Function.prototype.toString.call(fn)) || (fn.prototype && Object.getOwnPropertyNames(fn.prototype).length > 1);
  } catch {
    return false;
  }
}

function addPrototype(fn, path) {
  for (let prototype = fn.prototype; prototype && prototype !== Object.prototype && prototype !== Function.prototype; prototype = Object.getPrototypeOf(prototype)) {
    if (seen.has(prototype)) return;
    seen.add(prototype);
    for (const key of Reflect.ownKeys(prototype)) {
      const name = typeof key === 'symbol' ? `[${key.description}]` : key;
      if (key === 'constructor' || LEFT_OUT_METHODS.has(name)) continue;
      const { value, get, set } = Object.getOwnPropertyDescriptor(prototype, key);
      const label = `${path}.prototype.${name}`;
      if (typeof value === 'function') targets.push({ label, kind: 'method', fn: value, owner: fn });
      if (get) targets.push({ label: `get ${label}`, kind: 'method', fn: get, owner: fn });
      if (set) targets.push({ label: `set ${label}`, kind: 'method', fn: set, owner: fn });
    }
  }
}

function addAll(object, path, level) {
  for (const key of Reflect.ownKeys(object)) {
    const name = typeof key === 'symbol' ? `[${key.description}]` : key;
    const label = `${path}.${name}`;
    if (LEFT_OUT.has(label) || LEFT_OUT.has(label.replace(/^process\.process/, 'process'))) continue;
    let value;
    try {
      value = object[key];
    } catch {
      continue;
    }
    if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) continue;
    if (value === process && path !== 'process') continue;
    seen.add(value);
    if (typeof value === 'function') {
      targets.push({ label, kind: 'function', fn: value, self: object });
      if (isClass(value)) {
        targets.push({ label: `new ${label}`, kind: 'new', fn: value });
        targets.push({ label: `new ${label}`, kind: 'new', fn: value });
        addPrototype(value, label);
      }
    }
    if (level > 0 && !ArrayBuffer.isView(value)) addAll(value, label, level - 1);
  }
}

// Instances that hostile arguments seldom make. Each is made on first use; a refusal is no matter.
const MAKERS = {
  net: (net) => {
    const server = net.createServer((socket) => keep(socket)).listen(0, '127.0.0.1', () => {
      if (server.address()) keep(net.connect(server.address().port, '127.0.0.1'));
    });
    return [server, new net.Socket(), new net.BlockList(), new net.SocketAddress()];
  },
  http: (http) => {
    const server = http.createServer((req, res) => {
      keep(req);
      keep(res);
    }).listen(0, '127.0.0.1', () => {
      if (server.address()) keep(http.get({ port: server.address().port, host: '127.0.0.1' }, keep));
    });
    return [server, new http.Agent({ keepAlive: true })];
  },
  tls: (tls) => [tls.createSecureContext(), tls.createServer()],
  dgram: (dgram) => [dgram.createSocket('udp4'), dgram.createSocket('udp6').bind(0, '::1')],
  zlib: (zlib) => [zlib.createGzip(), zlib.createGunzip(), zlib.createBrotliCompress(), zlib.createInflateRaw(), zlib.createZstdCompress?.() ?? null, zlib.createZstdDecompress?.() ?? null],
  crypto: (crypto) => {
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return [crypto.createHash('sha256'), crypto.createHmac('sha1', 'k'), crypto.createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12)),
      crypto.createDecipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16)), crypto.createSign('sha256'), crypto.createVerify('sha256'), crypto.createECDH('prime256v1'),
      crypto.createSecretKey(Buffer.alloc(32)), publicKey, privateKey, crypto.createDiffieHellmanGroup('modp14')];
  },
  fs: (fs) => {
    fs.writeFileSync('file', 'contents');
    fs.promises.open('file', 'r+').then(keep, never);
    return [fs.createReadStream('file'), fs.createWriteStream('written'), fs.opendirSync('.'), fs.statSync('file'), fs.watch('.'), fs.watchFile('file', never)];
  },
  worker_threads: (worker) => {
    const { port1, port2 } = new worker.MessageChannel();
    port1.onmessage = keep;
    return [port1, port2, new worker.BroadcastChannel('x'), new worker.Worker('require("worker_threads").parentPort.on("message", (m) => { require("worker_threads").parentPort.postMessage(m); })', { eval: true })];
  },
  child_process: (child) => {
    const started = [child.spawn('cat', { stdio: ['pipe', 'pipe', 'pipe'] })];
    return [...started, started[0].stdin, started[0].stdout];
  },
  vm: (vm) => [new vm.Script('1'), vm.createContext({})],
  v8: (v8) => [new v8.Serializer(), new v8.DefaultSerializer(), new v8.Deserializer(Buffer.from('ff0f6f', 'hex')), new v8.GCProfiler()],
  perf_hooks: (hooks) => [hooks.createHistogram(), hooks.monitorEventLoopDelay(), new hooks.PerformanceObserver(never)],
  stream: (stream) => [new stream.PassThrough(), new stream.Readable({ read() {} }), new stream.Writable({ write(a, b, done) { done(); } }), new stream.Duplex({ read() {}, write(a, b, done) { setImmediate(done); } })],
  'stream/web': (web) => {
    const bytes = new web.ReadableStream({ type: 'bytes', start: keep, pull: keep });
    const plain = new web.ReadableStream({ start: keep, pull: (c) => { keep(c); c.enqueue(1); } });
    const sink = new web.WritableStream({ start: keep, write: (chunk, c) => keep(c) });
    const transform = new web.TransformStream({ start: keep });
    return [bytes, plain, sink, transform, new web.ReadableStream({ type: 'bytes', pull: keep }).getReader({ mode: 'byob' }), new web.CompressionStream('gzip'), new web.DecompressionStream('gzip')];
  },
  buffer: (buffer) => [new buffer.Blob(['x']), Buffer.alloc(16), Buffer.from(new ArrayBuffer(16, { maxByteLength: 32 }))],
  readline: (readline) => {
    const { PassThrough } = require('stream');
    return [readline.createInterface({ input: new PassThrough(), output: new PassThrough(), terminal: true })];
  },
  inspector: (inspector) => {
    const session = new inspector.Session();
    session.connect();
    return [session];
  },
  string_decoder: ({ StringDecoder }) => [new StringDecoder('utf8'), new StringDecoder('utf16le'), new StringDecoder('base64')],
  events: (events) => [new events(), new EventTarget()],
  async_hooks: (hooks) => [new hooks.AsyncLocalStorage(), new hooks.AsyncResource('X'), hooks.createHook({})],
  dns: (dns) => [new dns.Resolver()],
  url: (url) => [new URL('http://x/'), new URLSearchParams('a=b')],
  util: (util) => [new util.TextDecoder(), new util.MIMEType('text/plain')],
  globalThis: () => [new URL('http://x/'), new URLSearchParams('a=b'), new AbortController(), new TextDecoder(), new Headers(), new Request('http://127.0.0.1:1/'), new Response('x'), new FormData(), new EventTarget(), new MessageChannel().port1, new Event('x')],
};

const root = moduleName === 'globalThis' ? globalThis : require(moduleName);
if (moduleName === 'globalThis') {
  // ECMAScript's own objects are the engine's.
  const own = new Set(Object.getOwnPropertyNames(require('vm').runInNewContext('globalThis')));
  for (const key of Object.getOwnPropertyNames(globalThis)) {
    if (own.has(key) || LEFT_OUT.has(`globalThis.${key}`) || key === 'global' || key === 'globalThis') continue;
    const value = globalThis[key];
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) continue;
    addAll({ [key]: value }, 'globalThis', 1);
  }
} else {
  if (typeof root === 'function') addAll({ [moduleName]: root }, moduleName, 0);
  addAll(root, moduleName, 1);
}
const REMOVE = moduleName === 'globalThis' ? /globalThis\.(gc|close)$/ : null;
if (REMOVE) for (let i = targets.length - 1; i >= 0; i--) if (REMOVE.test(targets[i].label)) targets.splice(i, 1);

// ---- The calls ----

const log = fs.openSync(process.env.PROBE_LOG ?? '/dev/null', 'a');
const { writeSync } = fs;
const exit = process.reallyExit.bind(process);
const [first, last] = (process.env.PROBE_ONLY ?? `0-${countText}`).split('-').map(Number);
const { setImmediate: later, process: self } = globalThis;
const count = Number(countText);
self.on('uncaughtException', never);
self.on('unhandledRejection', never);
self.on('warning', never);
for (const stream of [process.stdout, process.stderr]) stream.on?.('error', never);

try {
  MAKERS[moduleName]?.(root).forEach(keep);
} catch { /* what can't be made here is not probed */ }

function makeCall(target, number) {
  large = !NO_LARGE_NUMBERS.test(target.label);
  const args = [];
  for (let i = pick(6); i > 0; i--) args.push(hostile());
  let receiver = target.self;
  if (target.kind === 'method') {
    const fitting = pool.filter((value) => {
      try {
        return typeof target.owner === 'function' && value instanceof target.owner;
      } catch {
        return false;
      }
    });
    receiver = fitting.length > 0 && pick(8) !== 0 ? one(fitting) : hostile();
  } else if (target.kind === 'function' && pick(10) === 0) {
    receiver = hostile();
  }
  if (number < first || number > last) return;
  writeSync(log, `${number} ${target.label}\n`);
  current = { self: receiver, args, reads: 0 };
  try {
    const result = target.kind === 'new' ? Reflect.construct(target.fn, args) : Reflect.apply(target.fn, receiver, args);
    keep(result);
  } catch { /* whatever is thrown is right */ }
}

// The engine's own prototypes: what they do with hostile values is not ours.
const ENGINE = new Set([Object, Function, Array, Map, Set, WeakMap, WeakSet, Promise, RegExp, Date, Error, String, Number, Boolean, Symbol, BigInt,
  ArrayBuffer, SharedArrayBuffer, DataView, Object.getPrototypeOf(Uint8Array), ...ARRAYS].map((type) => type.prototype));
for (const iterator of [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator](), (function* () {})(), (async function* () {})()]) {
  for (let object = Object.getPrototypeOf(iterator); object; object = Object.getPrototypeOf(object)) ENGINE.add(object);
}

/** A method of something in the pool, by whatever name it has. */
function poolTarget() {
  if (pool.length === 0) return one(targets);
  const value = one(pool);
  const names = [];
  try {
    for (let object = value; object && !ENGINE.has(object); object = Object.getPrototypeOf(object)) {
      for (const key of Reflect.ownKeys(object)) {
        if (key === 'constructor' || key === 'caller' || key === 'callee' || (typeof key === 'string' && (LEFT_OUT_METHODS.has(key) || key.startsWith('_')))) continue;
        if (typeof Object.getOwnPropertyDescriptor(object, key).value === 'function') names.push([key, Object.getOwnPropertyDescriptor(object, key).value]);
      }
    }
  } catch {
    return one(targets);
  }
  if (names.length === 0) return one(targets);
  const [key, fn] = one(names);
  return { label: `(${typeof value === 'function' ? 'function' : Object.prototype.toString.call(value)}).${String(key)}`, kind: 'function', fn, self: value };
}

let number = 0;
function turn() {
  if (number < count) {
    later(turn);
    for (let i = 0; i < 10 && number < count; i++) makeCall(pool.length > 0 && pick(3) === 0 ? poolTarget() : one(targets), number++);
  } else {
    writeSync(log, 'end\n');
    // What was begun goes on a little, then the process ends with it pending.
    let turns = 20;
    const wait = () => (--turns > 0 ? later(wait) : exit(0));
    wait();
  }
}
if (targets.length === 0) exit(0);
later(turn);
