// Web and classic streams: processor time of one chunk, in nanoseconds, for each way to move it, as JSON: the least of several
// rounds after warming up. Runs on any runtime that has Node's API; `ONLY=words` in the environment runs the cases whose names
// hold them.
'use strict';
const { Duplex, PassThrough, Readable, Transform, Writable, compose, finished, pipeline } = require('node:stream');
const consumers = require('node:stream/consumers');
const zlib = require('node:zlib');

const count = 50000;
const small = count / 4;
const bytes = Buffer.alloc(1024);
const text = JSON.stringify(Array.from({ length: 2000 }, (_, id) => ({ id, name: `name ${id}`, mail: `user${id}@example.org` })));
const plain = Buffer.from(text);
const zipped = zlib.gzipSync(plain);
const blob = new Blob([plain]);

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
  async 'web: tee bytes'() { await Promise.all(byteStream(small).tee().map(drain)); return small; },
  async 'web: bytes, for await'() { await drain(byteStream(small)); return small; },
  async 'web: start, all queued'() {
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < small; i++) controller.enqueue(i);
        controller.close();
      },
    });
    await drainReader(stream.getReader());
    return small;
  },
  async 'web: TransformStream, writer and reader'() {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const reading = drainReader(readable.getReader());
    for (let i = 0; i < small; i++) await writer.write(i);
    await writer.close();
    await reading;
    return small;
  },
  async 'web: decoded text'() {
    await drain(byteStream(small).pipeThrough(new TextDecoderStream()));
    return small;
  },
  async 'web: gzip'() {
    let left = 10;
    await drain(new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(plain);
        else controller.close();
      },
    }).pipeThrough(new CompressionStream('gzip')));
    return 10;
  },
  async 'web: gunzip'() {
    for (let i = 0; i < 10; i++) await drain(new Blob([zipped]).stream().pipeThrough(new DecompressionStream('gzip')));
    return 10;
  },
  async 'web: text'() { await numbers(small).pipeThrough(new TextEncoderStream()).pipeTo(webSink()); return small; },
  async 'web: create'() { for (let i = 0; i < small; i++) new ReadableStream({ pull() {} }); return small; },
  async 'web: create and read'() {
    for (let i = 0; i < 2000; i++) {
      await drainReader(new ReadableStream({
        start(controller) {
          controller.enqueue('a');
          controller.close();
        },
      }).getReader());
    }
    return 2000;
  },
  async 'Blob: text'() { for (let i = 0; i < 200; i++) await blob.text(); return 200; },
  async 'Blob: arrayBuffer'() { for (let i = 0; i < 200; i++) await blob.arrayBuffer(); return 200; },
  async 'Blob: stream'() { for (let i = 0; i < 100; i++) await drain(blob.stream()); return 100; },
  async 'Response: text'() { for (let i = 0; i < 200; i++) await new Response('hello').text(); return 200; },
  async 'object pipe'() {
    await ended(readable(count, { objectMode: true }).pipe(sink({ objectMode: true })), 'finish');
    return count;
  },
  async 'byte pipe'() { await ended(readable(count, {}, bytes).pipe(sink()), 'finish'); return count; },
  'pipeline with a transform': () => new Promise((resolve, reject) => {
    pipeline(readable(count, {}, bytes), new Transform({ transform(chunk, e, callback) { callback(null, chunk); } }), sink(),
             (error) => (error ? reject(error) : resolve(count)));
  }),
  'pipeline with async generators': () => new Promise((resolve, reject) => {
    pipeline(async function* () { for (let i = 0; i < small; i++) yield i; },
             async function* (source) { for await (const item of source) yield item + 1; },
             async (source) => { for await (const item of source) void item; },
             (error) => (error ? reject(error) : resolve(small)));
  }),
  async 'compose'() {
    await drain(readable(small, { objectMode: true }).compose(new PassThrough({ objectMode: true })));
    return small;
  },
  async 'compose of two'() {
    const both = compose(new PassThrough(), new PassThrough());
    readable(small, {}, bytes).pipe(both);
    await drain(both);
    return small;
  },
  async 'PassThrough'() {
    await ended(readable(small, {}, bytes).pipe(new PassThrough()).on('data', () => {}), 'end');
    return small;
  },
  async 'three transforms'() {
    const through = () => new Transform({ objectMode: true, transform(chunk, e, callback) { callback(null, chunk); } });
    await ended(readable(small, { objectMode: true }).pipe(through()).pipe(through()).pipe(through()).on('data', () => {}), 'end');
    return small;
  },
  async 'Duplex, write and read'() {
    const duplex = new Duplex({
      objectMode: true, read() {}, write(chunk, e, callback) { this.push(chunk); callback(); },
      final(callback) { this.push(null); callback(); },
    });
    duplex.on('data', () => {});
    for (let i = 0; i < small; i++) duplex.write(i);
    duplex.end();
    await ended(duplex, 'end');
    return small;
  },
  async 'map, filter'() {
    await readable(small, { objectMode: true }).map((x) => x + 1).filter((x) => x % 2 === 0).toArray();
    return small;
  },
  async 'toArray'() { await readable(small, { objectMode: true }).toArray(); return small; },
  async 'reduce'() { await readable(small, { objectMode: true }).reduce((sum, x) => sum + x, 0); return small; },
  async 'take, drop'() { await readable(count, { objectMode: true }).drop(10).take(small).toArray(); return small; },
  async 'consumers.text'() { await consumers.text(readable(small, {}, bytes)); return small; },
  async 'consumers.buffer'() { await consumers.buffer(readable(small, {}, bytes)); return small; },
  async 'setEncoding'() {
    await ended(readable(small, { encoding: 'utf8' }, bytes).on('data', () => {}), 'end');
    return small;
  },
  async 'readable, read()'() {
    const stream = readable(small, { objectMode: true });
    stream.on('readable', () => { while (stream.read() !== null); });
    await ended(stream, 'end');
    return small;
  },
  async 'read(n)'() {
    const stream = readable(small, {}, bytes);
    stream.on('readable', () => { while (stream.read(100) !== null); });
    await ended(stream, 'end');
    return small;
  },
  async 'write with callbacks'() {
    const stream = sink();
    for (let i = 0; i < small; i++) await new Promise((resolve) => stream.write(bytes, resolve));
    return small;
  },
  async 'write text'() {
    const stream = sink();
    for (let i = 0; i < small; i++) stream.write('hello world');
    stream.end();
    await ended(stream, 'finish');
    return small;
  },
  async 'createGzip'() {
    await ended(Readable.from([plain, plain, plain, plain], { objectMode: false }).pipe(zlib.createGzip()).on('data', () => {}), 'end');
    return 4;
  },
  async 'createGunzip'() {
    for (let i = 0; i < 10; i++) {
      const stream = zlib.createGunzip().on('data', () => {});
      stream.end(zipped);
      await ended(stream, 'end');
    }
    return 10;
  },
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
  async 'create a Writable'() { for (let i = 0; i < small; i++) new Writable({ write() {} }); return small; },
  async 'create a Transform'() { for (let i = 0; i < small; i++) new Transform({ transform() {} }); return small; },
  async 'create, pipe, end'() {
    for (let i = 0; i < 2000; i++) await ended(Readable.from(['a']).pipe(sink({ objectMode: true })), 'finish');
    return 2000;
  },
  async 'finished'() {
    for (let i = 0; i < 2000; i++) {
      await new Promise((resolve) => {
        const stream = readable(1, { objectMode: true });
        finished(stream, resolve);
        stream.resume();
      });
    }
    return 2000;
  },
  async 'pipeline, one chunk'() {
    for (let i = 0; i < 2000; i++) {
      await new Promise((resolve) => { pipeline(readable(1, {}, bytes), sink(), resolve); });
    }
    return 2000;
  },
  async 'toWeb'() { await drain(Readable.toWeb(readable(small, {}, bytes))); return small; },
  async 'fromWeb'() { await drain(Readable.fromWeb(numbers(small), { objectMode: true })); return small; },
};

/** Nanoseconds of one round, for each chunk. */
async function time(run) {
  const before = process.cpuUsage();
  const chunks = await run();
  const { user, system } = process.cpuUsage(before);
  return { whole: (user + system) * 1000, each: (user + system) * 1000 / chunks };
}

async function measure(run) {
  for (let spent = 0; spent < 1e8;) spent += (await time(run)).whole;
  let least = Infinity;
  for (let spent = 0, round = 0; round < 4 || spent < 8e7; round++) {
    const { whole, each } = await time(run);
    spent += whole;
    least = Math.min(least, each);
  }
  return least;
}

const only = process.env.ONLY ?? '';
const result = {};
// Also where a case never ends and leaves nothing to wait for.
process.on('exit', () => console.log(JSON.stringify(result)));
(async () => {
  for (const [name, run] of Object.entries(cases)) {
    if (!name.includes(only)) continue;
    result[name] = null;
    try {
      result[name] = await measure(run);
    } catch {
      // A peer that lacks the function has no figure.
    }
  }
})();
