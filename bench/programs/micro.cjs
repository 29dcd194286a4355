// Small things done often. Prints nanoseconds each: the median of seven rounds after six for warming up.
'use strict';
const EventEmitter = require('node:events');
const { Readable, Transform, Writable, pipeline } = require('node:stream');

const cases = {
  'setTimeout create and clear'(count, done) {
    for (let i = 0; i < count; i++) clearTimeout(setTimeout(done, 1000));
    done();
  },
  'setTimeout fire'(count, done) {
    let left = count;
    const fire = () => {
      if (--left === 0) done();
    };
    for (let i = 0; i < count; i++) setTimeout(fire, 1);
  },
  'setImmediate'(count, done) {
    let left = count;
    const fire = () => {
      if (--left === 0) done();
    };
    for (let i = 0; i < count; i++) setImmediate(fire);
  },
  'nextTick'(count, done) {
    let left = count;
    const fire = () => {
      if (--left === 0) done();
    };
    for (let i = 0; i < count; i++) process.nextTick(fire);
  },
  'emit'(count, done) {
    const emitter = new EventEmitter();
    let sum = 0;
    emitter.on('event', (a, b) => {
      sum += a + b;
    });
    for (let i = 0; i < count; i++) emitter.emit('event', i, 1);
    if (sum === 0) throw new Error('not emitted');
    done();
  },
  'stream pipeline, per chunk'(count, done) {
    const chunk = Buffer.alloc(1024);
    let left = count;
    pipeline(
      new Readable({
        read() {
          this.push(left-- > 0 ? chunk : null);
        },
      }),
      new Transform({
        transform(data, encoding, callback) {
          callback(null, data);
        },
      }),
      new Writable({
        write(data, encoding, callback) {
          callback();
        },
      }),
      (err) => {
        if (err) throw err;
        done();
      });
  },
};

const counts = {
  'setTimeout create and clear': 100000, 'setTimeout fire': 50000, 'setImmediate': 50000, 'nextTick': 100000, 'emit': 500000,
  'stream pipeline, per chunk': 50000,
};

function once(work, count) {
  return new Promise((resolve) => {
    const start = process.hrtime.bigint();
    work(count, () => resolve(Number(process.hrtime.bigint() - start) / count));
  });
}

(async () => {
  const result = {};
  for (const name of Object.keys(cases)) {
    const rounds = [];
    for (let round = 0; round < 13; round++) rounds.push(await once(cases[name], counts[name]));
    result[name] = rounds.slice(6).sort((a, b) => a - b)[3];
  }
  console.log(JSON.stringify(result));
})();
