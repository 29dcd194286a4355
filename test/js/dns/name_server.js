// A name server for tests: answers on one port of 127.0.0.1, over UDP and, when asked to, TCP.
'use strict';
const dgram = require('node:dgram');
const net = require('node:net');

const types = {
  A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, HINFO: 13, MX: 15, TXT: 16, AAAA: 28, SRV: 33, NAPTR: 35, OPT: 41, TLSA: 52, ANY: 255, CAA: 257,
};

const u8 = (value) => Buffer.from([value & 0xff]);
const u16 = (value) => Buffer.from([(value >> 8) & 0xff, value & 0xff]);
const u32 = (value) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);

/** The wire form of a name: a string whose labels are divided by dots, or an array of labels (strings or Buffers). */
function encodeName(name) {
  if (Buffer.isBuffer(name)) return name;
  const labels = Array.isArray(name) ? name : name.split('.').filter((label) => label !== '');
  return Buffer.concat([...labels.flatMap((label) => {
    const bytes = Buffer.from(label);
    return [u8(bytes.length), bytes];
  }), u8(0)]);
}

/** A character-string: a byte of length, then the bytes. */
function encodeText(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([u8(bytes.length), bytes]);
}

function encodeIpv6(text) {
  const [head, tail] = text.split('::');
  const groups = (part) => (part ? part.split(':').map((group) => parseInt(group, 16)) : []);
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  return Buffer.concat([...left, ...Array(8 - left.length - right.length).fill(0), ...right].map(u16));
}

const data = {
  A: (r) => Buffer.from(r.address.split('.').map(Number)),
  AAAA: (r) => encodeIpv6(r.address),
  NS: (r) => encodeName(r.value),
  CNAME: (r) => encodeName(r.value),
  PTR: (r) => encodeName(r.value),
  MX: (r) => Buffer.concat([u16(r.priority), encodeName(r.exchange)]),
  TXT: (r) => Buffer.concat(r.entries.map(encodeText)),
  SRV: (r) => Buffer.concat([u16(r.priority), u16(r.weight), u16(r.port), encodeName(r.name)]),
  SOA: (r) => Buffer.concat([
    encodeName(r.nsname), encodeName(r.hostmaster), u32(r.serial), u32(r.refresh), u32(r.retry), u32(r.expire), u32(r.minttl),
  ]),
  NAPTR: (r) => Buffer.concat([
    u16(r.order), u16(r.preference), encodeText(r.flags), encodeText(r.service), encodeText(r.regexp), encodeName(r.replacement),
  ]),
  CAA: (r) => Buffer.concat([u8(r.critical), encodeText(r.tag), Buffer.from(r.value)]),
  TLSA: (r) => Buffer.concat([u8(r.certUsage), u8(r.selector), u8(r.match), Buffer.from(r.data)]),
};

/** One resource record; `data` (bytes) stands for the fields of its type. */
function encodeRecord(record, owner) {
  const type = typeof record.type === 'number' ? record.type : types[record.type];
  const bytes = record.data !== undefined && record.type !== 'TLSA' ? record.data : data[record.type](record);
  return Buffer.concat([
    encodeName(record.owner ?? owner), u16(type), u16(record.class ?? 1), u32(record.ttl ?? 60), u16(record.length ?? bytes.length), bytes,
  ]);
}

/**
 * An answer to `query`.
 * @param {object} [message] answers, authority, additional (arrays of records), rcode, flags; counts that aren't true
 */
function encodeAnswer(query, message = {}) {
  const { answers = [], authority = [], additional = [], rcode = 0 } = message;
  const owner = query.labels;
  return Buffer.concat([
    u16(message.id ?? query.id),
    u16(message.flags ?? 0x8180 | rcode),
    u16(message.questions ?? 1), u16(message.count ?? answers.length), u16(authority.length), u16(additional.length),
    message.questions === 0 ? Buffer.alloc(0) : message.question ?? query.question,
    ...answers.map((record) => encodeRecord(record, owner)),
    ...authority.map((record) => encodeRecord(record, owner)),
    ...additional.map((record) => encodeRecord(record, owner)),
    message.trailing ?? Buffer.alloc(0),
  ]);
}

/** What a query asks: id, flags, name, type (by name), and its bytes. */
function decodeQuery(bytes) {
  const labels = [];
  let offset = 12;
  while (bytes[offset] !== 0) {
    labels.push(bytes.subarray(offset + 1, offset + 1 + bytes[offset]));
    offset += 1 + bytes[offset];
  }
  const type = bytes.readUInt16BE(offset + 1);
  return {
    id: bytes.readUInt16BE(0),
    flags: bytes.readUInt16BE(2),
    additional: bytes.readUInt16BE(10),
    labels,
    name: labels.map((label) => label.toString('latin1')).join('.'),
    type: Object.keys(types).find((name) => types[name] === type) ?? type,
    class: bytes.readUInt16BE(offset + 3),
    question: bytes.subarray(12, offset + 5),
    bytes,
  };
}

/**
 * @param {(query: object, transport: { kind: 'udp' | 'tcp', port: number }) => object | Buffer | Array | undefined} respond what is to be
 *   answered: an argument of encodeAnswer, bytes, several of these, or nothing
 * @param {{ tcp?: boolean }} [options]
 * @returns {Promise<{ address: string, port: number, queries: object[], close: () => Promise<void> }>}
 */
async function startNameServer(respond, { tcp = false, host = '127.0.0.1' } = {}) {
  const queries = [];
  const replies = (bytes, transport) => {
    const query = decodeQuery(bytes);
    query.kind = transport.kind;
    queries.push(query);
    const given = respond(query, transport);
    if (given === undefined) return [];
    return (Array.isArray(given) ? given : [given]).map((reply) => (Buffer.isBuffer(reply) ? reply : encodeAnswer(query, reply)));
  };
  for (;;) {
    const udp = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
    udp.on('message', (bytes, from) => {
      for (const reply of replies(bytes, { kind: 'udp', port: from.port, address: from.address })) udp.send(reply, from.port, from.address);
    });
    await new Promise((resolve) => udp.bind(0, host, resolve));
    const { port } = udp.address();
    let server;
    const sockets = new Set();
    if (tcp) {
      server = net.createServer((socket) => {
        sockets.add(socket);
        let pending = Buffer.alloc(0);
        socket.on('error', () => {});
        socket.on('close', () => sockets.delete(socket));
        socket.on('data', (chunk) => {
          pending = Buffer.concat([pending, chunk]);
          while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
            const length = pending.readUInt16BE(0);
            const bytes = pending.subarray(2, 2 + length);
            pending = pending.subarray(2 + length);
            for (const reply of replies(bytes, { kind: 'tcp', port: socket.remotePort, socket })) {
              socket.write(Buffer.concat([u16(reply.length), reply]));
            }
          }
        });
      });
      const taken = await new Promise((resolve) => {
        server.once('error', () => resolve(true));
        server.listen(port, host, () => resolve(false));
      });
      if (taken) {
        // Somebody else has this port of TCP: try another.
        await new Promise((resolve) => udp.close(resolve));
        continue;
      }
    }
    return {
      address: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
      port,
      queries,
      async close() {
        for (const socket of sockets) socket.destroy();
        await Promise.all([new Promise((resolve) => udp.close(resolve)), server && new Promise((resolve) => server.close(resolve))]);
      },
    };
  }
}

module.exports = { encodeAnswer, encodeName, encodeText, startNameServer, types, u16, u32, u8 };
