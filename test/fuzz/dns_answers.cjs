// Answers of a name server, the same for the same seed on any runtime: prints what each question makes of its answer, for
// comparison with another runtime's lines. dns_answers.cjs answers|mangled <seed> <count>
//
// Mangled ones are for seeing that each has an outcome: readers differ in what they still understand. So they do, and are left
// out of `answers`, where Node 24 is at fault: records of unknown types without data, zero bytes in CAA values, response codes
// beyond 5 with nothing to TLSA.
'use strict';
const dgram = require('node:dgram');
const { Resolver } = require('node:dns').promises;
const { below, pick, reseed } = require('./random.cjs');

reseed(Number(process.argv[3]));
const count = Number(process.argv[4]);
const mangled = process.argv[2] === 'mangled';

const u16 = (value) => [(value >> 8) & 255, value & 255];
const random = (size) => Array.from({ length: size }, () => below(256));
const letters = (size) => Array.from({ length: size }, () => 33 + below(94));
const small = () => pick([0, 1, 2, 255, 256, 65535, below(65536)]);

function name() {
  switch (below(6)) {
    case 0: return [0xc0, 12];
    case 1: return [0];
    case 2: return [1, below(256), 0xc0, 12];
    case 3: return [3, ...random(3), 2, 97, 98, 0];
    default: return [2, 110, 115, 7, 101, 120, 97, 109, 112, 108, 101, 0];
  }
}

function printable() {
  const text = Array.from({ length: below(6) }, () => 32 + below(95));
  return [text.length, ...text];
}

function anything() {
  const text = random(below(6));
  return [text.length, ...text];
}

// A name in an SRV or NAPTR record is never compressed by who keeps to RFC 2782; readers differ in whether they mind.
const plainName = () => pick([[0], [1, 97, 0], [3, 115, 114, 118, 2, 111, 114, 0]]);
const u32 = () => pick([[0, 0, 0, 0], [0, 0, 1, 44], [127, 255, 255, 255], [0, ...random(3)]]);

/** The data of a record of each type. */
const data = {
  1: () => random(4),
  2: name,
  5: name,
  6: () => [...name(), ...name(), ...u32(), ...u32(), ...u32(), ...u32(), ...u32()],
  12: name,
  13: () => [...printable(), ...printable()],
  15: () => [...u16(small()), ...name()],
  16: () => [...anything(), ...(below(2) ? anything() : [])],
  28: () => (below(2) ? random(16) : [...Array(12).fill(0), ...random(4)]),
  33: () => [...u16(small()), ...u16(small()), ...u16(small()), ...plainName()],
  35: () => [...u16(small()), ...u16(small()), ...printable(), ...printable(), ...printable(), ...plainName()],
  41: () => (below(2) ? [] : [0, 10, 0, 2, 1, 2]),
  52: () => [below(256), below(256), below(256), ...random(1 + below(5))],
  257: () => [below(256), ...pick([[5, 105, 115, 115, 117, 101], [1, 120]]), ...letters(1 + below(5))],
  999: () => random(1 + below(9)),
};

const methods = {
  resolve4: 1, resolve6: 28, resolveCname: 5, resolveMx: 15, resolveNs: 2, resolvePtr: 12, resolveTxt: 16, resolveSoa: 6, resolveSrv: 33,
  resolveNaptr: 35, resolveCaa: 257, resolveTlsa: 52,
};

/** Types of which Node 24 takes records of other classes than IN, too. */
const heedless = [16, 52, 257];

function record(type) {
  const bytes = data[type]();
  const otherClass = type !== 41 && !heedless.includes(type) && below(20) === 0;
  return [...(below(3) ? [0xc0, 12] : plainName()), ...u16(type), 0, otherClass ? pick([3, 4, 254]) : 1, 0, 0, ...u16(small()),
    ...u16(bytes.length), ...bytes];
}

function mangle(bytes) {
  for (let left = below(3); left > 0; left--) {
    const at = below(bytes.length + 1);
    switch (below(4)) {
      case 0: bytes.splice(at, 1 + below(3)); break;
      case 1: bytes.splice(at, 0, ...random(1 + below(3))); break;
      case 2: bytes.length = at; break;
      default: if (at < bytes.length) bytes[at] = below(256);
    }
  }
}

/** An answer to `query`, without its id: the same question, then records that may be mangled. */
function answerTo(query, type) {
  const types = Object.keys(data).map(Number);
  const answers = Array.from({ length: below(4) }, () => (below(3) ? type : pick(types)));
  const others = Array.from({ length: below(5) === 0 ? 1 : 0 }, () => pick(types));
  const flags = 0x8180 | (below(12) === 0 ? below(6) : 0);
  const question = [...query.subarray(12)];
  const head = [...u16(flags), 0, 1, ...u16(answers.length), ...u16(others.length), 0, 0, ...question];
  const body = [...answers.flatMap(record), ...others.flatMap(record)];
  if (mangled) mangle(body);
  return Buffer.from([...query.subarray(0, 2), ...head, ...body]);
}

async function main() {
  const server = dgram.createSocket('udp4');
  let reply;
  server.on('message', (query, from) => server.send(reply(query), from.port, from.address));
  await new Promise((resolve) => server.bind(0, '127.0.0.1', resolve));
  const resolver = new Resolver({ timeout: 30_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  for (let i = 0; i < count; i++) {
    const method = pick(Object.keys(methods));
    let sent;
    reply = (query) => (sent = answerTo(query, methods[method]));
    let outcome;
    try {
      const result = await resolver[method]('example.org', below(2) ? { ttl: true } : undefined);
      // Other records before a TLSA leave holes in what Node 24 gives.
      const all = Array.isArray(result) ? result.filter(() => true) : result;
      outcome = JSON.stringify(all, (key, value) => (value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value));
    } catch (error) {
      outcome = error.message;
    }
    console.log(method, outcome, sent.subarray(2).toString('hex'));
  }
  server.close();
}

main();
