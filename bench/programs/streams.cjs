// Web and classic streams: processor time of one chunk, in nanoseconds, for each way to move it. Runs on any runtime that has Node's
// API; compare runs on one idle core: `taskset -c 1 <runtime> bench/programs/streams.cjs [words of a case]`.
'use strict';
const { Readable, Transform, Writable, pipeline } = require('node:stream');

const rounds = 5;
const count = 200000;
const small = count / 4;
const bytes = Buffer.alloc(1024);

function numbers(n, options = { highWaterMark: 16 }) {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      if (next++ < n) controller.enqueue(next);
      else controller.close();
    },
  }, options);
}

function byteStream(n) {
  let next = 0;
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      if (next++ < n) controller.enqueue(new Uint8Array(64));
      else controller.close();
    },
  });
}

function readable(n, options, chunk) {
  let next = 0;
  return new Readable({ ...options, read() { this.push(next++ < n ? chunk ?? next : null); } });
}

const sink = (options) => new Writable({ ...options, write(chunk, encoding, callback) { callback(); } });
const webSink = (options) => new WritableStream({ write() {} }, options);
const identity = () => new TransformStream({ transform(chunk, controller) { controller.enqueue(chunk); } });

async function drain(iterable) {
  for await (const chunk of iterable) void chunk;
}

async function drainReader(reader) {
  for (;;) if ((await reader.read()).done) return;
}

const ended = (stream, event) => new Promise((resolve, reject) => stream.on(event, resolve).on('error', reject));

/** Each returns how many chunks it has moved. */
const cases = {
  async 'web: reader.read()'() { await drainReader(numbers(count).getReader()); return count; },
  async 'web: for await'() { await drain(numbers(count)); return count; },
  async 'web: for await, nothing held'() { await drain(numbers(count, { highWaterMark: 0 })); return count; },
  async 'web: async pull'() {
    let next = 0;
    await drain(new ReadableStream({
      async pull(controller) {
        if (next++ < count) controller.enqueue(next);
        else controller.close();
      },
    }));
    return count;
  },
  async 'web: pipeTo'() { await numbers(count).pipeTo(webSink()); return count; },
  async 'web: pipeTo, 16 held'() { await numbers(count).pipeTo(webSink({ highWaterMark: 16 })); return count; },
  async 'web: pipeThrough'() { await numbers(count).pipeThrough(identity()).pipeTo(webSink()); return count; },
  async 'web: writer.write()'() {
    const writer = webSink().getWriter();
    for (let i = 0; i < count; i++) await writer.write(i);
    await writer.close();
    return count;
  },
  async 'web: writer.ready'() {
    const writer = webSink({ highWaterMark: 16 }).getWriter();
    for (let i = 0; i < count; i++) {
      await writer.ready;
      writer.write(i);
    }
    await writer.close();
    return count;
  },
  async 'web: tee'() { await Promise.all(numbers(count).tee().map(drain)); return count; },
  async 'web: from'() {
    await drain(ReadableStream.from((function* () { for (let i = 0; i < count; i++) yield i; })()));
    return count;
  },
  async 'web: bytes'() { await drainReader(byteStream(small).getReader()); return small; },
  async 'web: bytes into own buffer'() {
    let left = small;
    const reader = new ReadableStream({
      type: 'bytes',
      pull(controller) {
        if (left-- === 0) controller.close();
        controller.byobRequest.respond(left < 0 ? 0 : 64);
      },
    }).getReader({ mode: 'byob' });
    for (let view = new Uint8Array(64), done = false; !done;) {
      const result = await reader.read(view);
      ({ done } = result);
      view = new Uint8Array(result.value.buffer);
    }
    return small;
  },
  async 'web: text'() { await numbers(small).pipeThrough(new TextEncoderStream()).pipeTo(webSink()); return small; },
  async 'web: create'() { for (let i = 0; i < small; i++) new ReadableStream({ pull() {} }); return small; },
  async 'object pipe'() {
    await ended(readable(count, { objectMode: true }).pipe(sink({ objectMode: true })), 'finish');
    return count;
  },
  async 'byte pipe'() { await ended(readable(count, {}, bytes).pipe(sink()), 'finish'); return count; },
  'pipeline with a transform': () => new Promise((resolve, reject) => {
    pipeline(readable(count, {}, bytes), new Transform({ transform(chunk, e, callback) { callback(null, chunk); } }), sink(),
             (error) => (error ? reject(error) : resolve(count)));
  }),
  async 'for await, objects'() { await drain(readable(count, { objectMode: true })); return count; },
  async 'for await, bytes'() { await drain(readable(count, {}, bytes)); return count; },
  async 'data'() { await ended(readable(count, { objectMode: true }).on('data', () => {}), 'end'); return count; },
  async 'data, later'() {
    let next = 0;
    await ended(new Readable({
      objectMode: true, read() { process.nextTick(() => this.push(next++ < count ? next : null)); },
    }).on('data', () => {}), 'end');
    return count;
  },
  'write': () => new Promise((resolve) => {
    const stream = sink();
    for (let i = 0; i < count; i++) stream.write(bytes);
    stream.end(() => resolve(count));
  }),
  'writev': () => new Promise((resolve) => {
    const stream = new Writable({ writev(chunks, callback) { setImmediate(callback); } });
    for (let i = 0; i < count; i++) stream.write(bytes);
    stream.end(() => resolve(count));
  }),
  async 'from an async generator'() {
    await drain(Readable.from((async function* () { for (let i = 0; i < small; i++) yield i; })()));
    return small;
  },
  async 'from an array'() { await drain(Readable.from(Array.from({ length: count }, (_, i) => i))); return count; },
  async 'create'() { for (let i = 0; i < small; i++) new Readable({ read() {} }); return small; },
  async 'toWeb'() { await drain(Readable.toWeb(readable(small, {}, bytes))); return small; },
  async 'fromWeb'() { await drain(Readable.fromWeb(numbers(small), { objectMode: true })); return small; },
};

(async () => {
  for (const [name, run] of Object.entries(cases)) {
    if (!name.includes(process.argv[2] ?? '')) continue;
    let least = Infinity;
    for (let round = 0; round < rounds; round++) {
      const before = process.cpuUsage();
      const chunks = await run();
      least = Math.min(least, process.cpuUsage(before).user * 1000 / chunks);
    }
    console.log(`${name.padEnd(32)} ${least.toFixed(0)}`);
  }
})();
