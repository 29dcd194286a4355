'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const dgram = require('node:dgram');
const dns = require('node:dns');
const fs = require('node:fs');
const { PerformanceObserver } = require('node:perf_hooks');
const { promisify } = require('node:util');
const { test } = require('../harness');
const { encodeAnswer, encodeName, encodeText, startNameServer, u16, u8 } = require('./name_server');

const { Resolver } = dns.promises;
const oneAddress = { answers: [{ type: 'A', address: '192.0.2.1' }] };

/** Waits until a server has been asked so often: a question that has timed out may still be on its way. */
async function askedOften(server, count) {
  while (server.queries.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.strictEqual(server.queries.length, count);
}

/** A resolver that asks a server of the test's own. Nothing here waits for a timeout unless it says so. */
async function asking(t, respond, { options = {}, ...transport } = {}) {
  const server = await startNameServer(respond, transport);
  t.after(() => server.close());
  const resolver = new Resolver({ timeout: 60_000, ...options });
  resolver.setServers([server.address]);
  return { resolver, server };
}

const rejects = (promise, code, syscall, hostname) => assert.rejects(promise, (error) => {
  assert.strictEqual(error.constructor, Error);
  assert.deepStrictEqual({ ...error }, { errno: undefined, code, syscall, hostname });
  assert.strictEqual(error.message, `${syscall} ${code} ${hostname}`);
  return true;
});

const soa = { nsname: 'ns.example.org', hostmaster: 'a\\.b.example.org', serial: 4294967295, refresh: 1, retry: 2, expire: 3, minttl: 4 };
const naptr = { flags: 's', service: 'SIP+D2U', regexp: '!^.*$!sip:a@b!', replacement: '_sip._udp.example.org', order: 30, preference: 100 };

test('each type of record comes in its own form', async (t) => {
  const answers = {
    A: [{ address: '192.0.2.1' }, { address: '192.0.2.2' }],
    AAAA: [{ address: '2001:db8::1' }, { address: '::' }, { address: '::ffff:c000:201' }, { address: '1:0:0:2:0:0:0:3' }],
    CNAME: [{ value: 'other.example.org' }],
    MX: [{ priority: 10, exchange: 'mx.example.org' }, { priority: 65535, exchange: '' }],
    NS: [{ value: 'ns1.example.org' }, { value: 'NS2.example.org' }],
    PTR: [{ value: 'name.example.org' }],
    TXT: [{ entries: ['v=spf1 ', '~all'] }, { entries: [''] }, { entries: [Buffer.from([0, 200])] }],
    SRV: [{ name: 'srv.example.org', priority: 1, weight: 65535, port: 443 }],
    SOA: [{ ...soa, hostmaster: ['a.b', 'example', 'org'] }],
    NAPTR: [naptr, { flags: '', service: '', regexp: '', replacement: '', order: 0, preference: 0 }],
    CAA: [{ critical: 128, tag: 'issue', value: 'ca.example.org' }, { critical: 0, tag: 'iodef', value: '' }],
    TLSA: [{ certUsage: 3, selector: 1, match: 2, data: [1, 2, 255] }],
  };
  const { resolver, server } = await asking(t, ({ type }) => ({ answers: answers[type].map((record) => ({ ...record, type })) }));
  assert.deepStrictEqual(await resolver.resolve4('example.org'), ['192.0.2.1', '192.0.2.2']);
  assert.deepStrictEqual(await resolver.resolve6('example.org'), ['2001:db8::1', '::', '::ffff:192.0.2.1', '1:0:0:2::3']);
  assert.deepStrictEqual(await resolver.resolveCname('example.org'), ['other.example.org']);
  assert.deepStrictEqual(await resolver.resolveMx('example.org'), [
    { exchange: 'mx.example.org', priority: 10, type: 'MX' }, { exchange: '', priority: 65535, type: 'MX' }]);
  assert.deepStrictEqual(await resolver.resolveNs('example.org'), ['ns1.example.org', 'NS2.example.org']);
  assert.deepStrictEqual(await resolver.resolvePtr('example.org'), ['name.example.org']);
  assert.deepStrictEqual(await resolver.resolveTxt('example.org'), [['v=spf1 ', '~all'], [''], ['\0\u00c8']]);
  assert.deepStrictEqual(await resolver.resolveSrv('_x._tcp.example.org'), [
    { name: 'srv.example.org', port: 443, priority: 1, weight: 65535, type: 'SRV' }]);
  assert.deepStrictEqual(await resolver.resolveSoa('example.org'), soa);
  assert.deepStrictEqual(await resolver.resolveNaptr('example.org'), [
    naptr, { flags: '', service: '', regexp: '', replacement: '', order: 0, preference: 0 }]);
  assert.deepStrictEqual(await resolver.resolveCaa('example.org'), [
    { critical: 128, type: 'CAA', issue: 'ca.example.org' }, { critical: 0, type: 'CAA', iodef: '' }]);
  assert.deepStrictEqual(await resolver.resolveTlsa('_443._tcp.example.org'), [
    { certUsage: 3, selector: 1, match: 2, data: new Uint8Array([1, 2, 255]).buffer }]);
  assert.deepStrictEqual(await resolver.resolve('example.org', 'NS'), ['ns1.example.org', 'NS2.example.org']);
  assert.deepStrictEqual(await resolver.resolve('example.org'), ['192.0.2.1', '192.0.2.2']);
  // Questions are plain ones: recursion is desired, nothing is added.
  assert.ok(server.queries.every(({ flags, additional, class: kind }) => flags === 0x100 && additional === 0 && kind === 1));
});

test('resolveAny tells types apart and leaves out what has no form', async (t) => {
  const { resolver } = await asking(t, () => ({
    answers: [
      { type: 'TXT', entries: ['a', 'b'] }, { type: 'A', address: '192.0.2.1', ttl: 5 }, { type: 'HINFO', data: Buffer.from('\x01a\x01b') },
      { type: 'TLSA', certUsage: 1, selector: 0, match: 0, data: [7] }, { type: 999, data: Buffer.from('x') },
      { type: 'AAAA', address: '::1', ttl: 4294967295 }, { type: 'CNAME', value: 'c.org' }, { type: 'NS', value: 'n.org' },
      { type: 'MX', priority: 1, exchange: 'm.org' }, { type: 'PTR', value: 'p.org' }, { type: 'SOA', ...soa, hostmaster: 'h.org' },
      { type: 'SRV', name: 's.org', priority: 1, weight: 2, port: 3 }, { type: 'NAPTR', ...naptr },
      { type: 'CAA', critical: 1, tag: 'issuewild', value: 'ca.org' }, { type: 'A', address: '192.0.2.9', class: 3 },
    ],
  }));
  assert.deepStrictEqual(await resolver.resolveAny('example.org'), [
    { value: 'c.org', type: 'CNAME' },
    { address: '192.0.2.1', ttl: 5, type: 'A' },
    { address: '::1', ttl: 4294967295, type: 'AAAA' },
    { exchange: 'm.org', priority: 1, type: 'MX' },
    { value: 'n.org', type: 'NS' },
    { entries: ['a', 'b'], type: 'TXT' },
    { name: 's.org', port: 3, priority: 1, weight: 2, type: 'SRV' },
    { value: 'p.org', type: 'PTR' },
    { ...naptr, type: 'NAPTR' },
    { ...soa, hostmaster: 'h.org', type: 'SOA' },
    { certUsage: 1, selector: 0, match: 0, data: new Uint8Array([7]).buffer, type: 'TLSA' },
    { critical: 1, type: 'CAA', issuewild: 'ca.org' },
  ]);
});

test('addresses live as long as the aliases before them', async (t) => {
  const { resolver } = await asking(t, () => ({
    answers: [
      { type: 'CNAME', value: 'b.org', ttl: 50 }, { type: 'CNAME', owner: 'b.org', value: 'c.org', ttl: 40 },
      { type: 'A', owner: 'c.org', address: '192.0.2.1', ttl: 45 }, { type: 'A', owner: 'c.org', address: '192.0.2.2', ttl: 30 },
    ],
  }));
  assert.deepStrictEqual(await resolver.resolve4('a.org', { ttl: true }), [
    { address: '192.0.2.1', ttl: 40 }, { address: '192.0.2.2', ttl: 30 }]);
  assert.deepStrictEqual(await resolver.resolve4('a.org', { ttl: false }), ['192.0.2.1', '192.0.2.2']);
  assert.deepStrictEqual(await resolver.resolveCname('a.org'), ['b.org']);
});

test('what is not there is an error with its code', async (t) => {
  let message;
  const { resolver, server } = await asking(t, () => message);
  const codes = { 1: 'EFORMERR', 2: 'ESERVFAIL', 3: 'ENOTFOUND', 4: 'ENOTIMP', 5: 'EREFUSED', 9: 'ENODATA' };
  for (const [rcode, code] of Object.entries(codes)) {
    message = { rcode };
    await rejects(resolver.resolveMx('Example.org'), code, 'queryMx', 'Example.org');
  }
  // A server's word is taken: nobody asks again.
  assert.strictEqual(server.queries.length, 6);
  message = { answers: [] };
  await rejects(resolver.resolve6('example.org'), 'ENODATA', 'queryAaaa', 'example.org');
  await rejects(resolver.resolveAny('example.org'), 'ENODATA', 'queryAny', 'example.org');
  message = oneAddress;
  await rejects(resolver.resolve6('example.org'), 'ENODATA', 'queryAaaa', 'example.org');
  await rejects(resolver.resolveNs('example.org'), 'ENODATA', 'queryNs', 'example.org');
  await rejects(resolver.resolvePtr('example.org'), 'ENODATA', 'queryPtr', 'example.org');
  await rejects(resolver.resolveSoa('example.org'), 'EBADRESP', 'querySoa', 'example.org');
  assert.deepStrictEqual(await resolver.resolveMx('example.org'), []);
  message = { answers: [{ type: 'CNAME', value: 'b.org' }] };
  assert.deepStrictEqual(await resolver.resolve4('example.org'), []);
});

test('names are asked for as the wire has them', async (t) => {
  const { resolver, server } = await asking(t, () => oneAddress);
  const asked = async (name) => {
    await resolver.resolve4(name);
    return server.queries.at(-1).labels.map((label) => label.toString('latin1'));
  };
  assert.deepStrictEqual(await asked('EXAMPLE.Org.'), ['example', 'org']);
  assert.deepStrictEqual(await asked('m\u00fcnchen.DE'), ['xn--mnchen-3ya', 'de']);
  assert.deepStrictEqual(await asked('fa\u00df.de'), ['xn--fa-hia', 'de']);
  assert.deepStrictEqual(await asked('a.b\u3002c'), ['a', 'b', 'c']);
  assert.deepStrictEqual(await asked('a\\.b.c'), ['a.b', 'c']);
  assert.deepStrictEqual(await asked('\\065\\046b'), ['A.b']);
  assert.deepStrictEqual(await asked('_x._tcp.*.a-b'), ['_x', '_tcp', '*', 'a-b']);
  assert.deepStrictEqual(await asked(`${'x'.repeat(63)}.org`), ['x'.repeat(63), 'org']);
  assert.deepStrictEqual(await asked(''), []);
  assert.deepStrictEqual(await asked('.'), []);
  const before = server.queries.length;
  for (const name of ['a b', 'a..b', '.a', 'x'.repeat(64), `${'x'.repeat(60)}.`.repeat(5), 'a\\', 'a\\300', 'a\0b', 'a:b', '\ud800', 'a@b']) {
    await rejects(resolver.resolve4(name), 'EBADNAME', 'queryA', name);
  }
  // RFC 7686: these names are none of DNS's business.
  await rejects(resolver.resolve4('Foo.onion'), 'ENOTFOUND', 'queryA', 'Foo.onion');
  assert.strictEqual(server.queries.length, before);
});

test('names in answers are escaped where they hold more than letters', async (t) => {
  const { resolver } = await asking(t, () => ({
    answers: [{ type: 'NS', value: ['a.b', 'c\\d', 'e f', Buffer.from([0, 255, 127]), '"();@$', '_x-y'] }],
  }));
  assert.deepStrictEqual(await resolver.resolveNs('x.org'), ['a\\.b.c\\\\d.e f.\\000\\255\\127.\\"\\(\\)\\;\\@\\$._x-y']);
});

test('compressed names are followed backwards only', async (t) => {
  let data;
  const { resolver } = await asking(t, (query) => ({ answers: [{ type: 'NS', data: data(query) }] }), { options: { tries: 1 } });
  data = () => Buffer.concat([encodeText('www'), Buffer.from([0xc0, 12])]);
  assert.deepStrictEqual(await resolver.resolveNs('example.org'), ['www.example.org']);
  const start = (query) => 12 + query.question.length + encodeName('example.org').length + 10;
  for (const bad of [
    (query) => Buffer.from([0xc0, start(query)]), // itself
    (query) => Buffer.from([1, 97, 0xc0, start(query)]), // a loop
    (query) => Buffer.from([0xc0, start(query) + 2, 0]), // forwards
    () => Buffer.from([0xff, 0xff]), // beyond the end
    () => Buffer.from([0xc0]), // half a pointer
    () => Buffer.from([0x41, 97, 0]), // a label of no kind
    () => Buffer.from([5, 97]), // cut off
    () => Buffer.alloc(0),
  ]) {
    data = bad;
    await rejects(resolver.resolveNs('example.org'), 'EBADRESP', 'queryNs', 'example.org');
  }
});

test('malformed answers make the next try, and EBADRESP at the end', async (t) => {
  const bad = [
    (query) => query.bytes.subarray(0, 11),
    (query) => query.bytes.subarray(0, 12),
    (query) => encodeAnswer(query, { ...oneAddress, count: 2 }),
    (query) => encodeAnswer(query, { ...oneAddress, questions: 0 }),
    (query) => encodeAnswer(query, { ...oneAddress, questions: 2, question: Buffer.concat([query.question, query.question]) }),
    (query) => encodeAnswer(query, { answers: [{ type: 'A', data: Buffer.from([1, 2, 3]) }] }),
    (query) => encodeAnswer(query, { answers: [{ type: 'A', address: '192.0.2.1', class: 0 }] }),
    (query) => encodeAnswer(query, { answers: [{ type: 'MX', data: u16(1) }] }),
    (query) => encodeAnswer(query, { answers: [{ type: 'TXT', data: Buffer.alloc(0) }] }),
    (query) => encodeAnswer(query, { answers: [{ type: 'TXT', data: Buffer.from([9, 97]) }] }),
    (query) => encodeAnswer(query, { answers: [{ type: 'CAA', critical: 0, tag: '', value: 'x' }] }),
    (query) => encodeAnswer(query, { answers: [{ type: 'TLSA', certUsage: 0, selector: 0, match: 0, data: [] }] }),
    (query) => encodeAnswer(query, { answers: [{ type: 'SOA', data: Buffer.concat([encodeName('a'), encodeName('b'), u8(1)]) }] }),
    (query) => encodeAnswer(query, { ...oneAddress, authority: [{ type: 'NS', data: Buffer.from([9]) }] }),
    (query) => encodeAnswer(query, { ...oneAddress, additional: [{ type: 'AAAA', data: Buffer.from([9]) }] }),
  ];
  for (const reply of bad) {
    const { resolver, server } = await asking(t, reply, { options: { tries: 3 } });
    await rejects(resolver.resolve4('example.org'), 'EBADRESP', 'queryA', 'example.org');
    assert.strictEqual(server.queries.length, 3);
  }
  let count = 0;
  const { resolver } = await asking(t, (query) => encodeAnswer(query, { ...oneAddress, count: ++count === 1 ? 2 : 1 }));
  assert.deepStrictEqual(await resolver.resolve4('example.org'), ['192.0.2.1']);
});

test('answers to other questions are passed over', async (t) => {
  const other = (query, fields) => encodeAnswer(query, { answers: [{ type: 'A', address: '192.0.2.66' }], ...fields });
  const { resolver } = await asking(t, (query) => [
    Buffer.alloc(0),
    other(query, { id: query.id ^ 1 }),
    other(query, { question: Buffer.concat([encodeName('other.org'), u16(1), u16(1)]) }),
    other(query, { question: Buffer.concat([encodeName('example.org'), u16(28), u16(1)]) }),
    oneAddress,
  ]);
  assert.deepStrictEqual(await resolver.resolve4('example.org'), ['192.0.2.1']);
});

test('a datagram may be as long as datagrams are', async (t) => {
  const entries = Array(240).fill('x'.repeat(255));
  const { resolver, server } = await asking(t, () => ({ answers: [{ type: 'TXT', entries }] }));
  assert.deepStrictEqual(await resolver.resolveTxt('example.org'), [entries]);
  assert.deepStrictEqual(server.queries.map(({ kind }) => kind), ['udp']);
});

test('truncated answers are asked for again over TCP', async (t) => {
  const many = Array.from({ length: 3000 }, (_, i) => ({ type: 'A', address: `10.0.${i >> 8}.${i & 255}`, owner: Buffer.from([0xc0, 12]) }));
  const truncated = 0x8380;
  const { resolver, server } = await asking(t, (query) => (
    query.kind === 'udp' ? encodeAnswer(query, { flags: truncated, count: 9 }) : { answers: many }), { tcp: true });
  const addresses = many.map(({ address }) => address);
  assert.deepStrictEqual(await resolver.resolve4('example.org'), addresses);
  // Several at a time share the connection.
  const all = await Promise.all(['a', 'b', 'c'].map((name) => resolver.resolve4(name)));
  assert.ok(all.every((list) => list.length === 3000));
  assert.deepStrictEqual(server.queries.slice(0, 2).map(({ kind }) => kind), ['udp', 'tcp']);
});

test('TCP that fails is a server that refuses', async (t) => {
  const truncated = 0x8380;
  const ends = await asking(t, (query, { socket }) => (
    query.kind === 'udp' ? encodeAnswer(query, { flags: truncated }) : void socket.destroy()), { tcp: true, options: { tries: 2 } });
  await rejects(ends.resolver.resolve4('example.org'), 'ECONNREFUSED', 'queryA', 'example.org');
  const malformed = await asking(t, (query) => (
    encodeAnswer(query, query.kind === 'udp' ? { flags: truncated } : { ...oneAddress, count: 9 })), { tcp: true, options: { tries: 2 } });
  await rejects(malformed.resolver.resolve4('example.org'), 'EBADRESP', 'queryA', 'example.org');
});

test('silent servers time out; the next one is asked', async (t) => {
  const silent = await asking(t, () => undefined, { options: { timeout: 5, tries: 2 } });
  await rejects(silent.resolver.resolve4('example.org'), 'ETIMEOUT', 'queryA', 'example.org');
  await askedOften(silent.server, 2);
  const answering = await startNameServer(() => oneAddress);
  t.after(() => answering.close());
  const both = new Resolver({ timeout: 50, tries: 20, maxTimeout: 1000 });
  both.setServers([silent.server.address, answering.address]);
  assert.deepStrictEqual(await both.resolve4('example.org'), ['192.0.2.1']);
});

test('who has answered is asked first, while others are still waited for', async (t) => {
  let holding = true;
  const dead = await startNameServer(() => undefined);
  const good = await startNameServer(({ name }) => (name === 'held.org' && holding ? undefined : oneAddress));
  t.after(() => Promise.all([dead.close(), good.close()]));
  for (const maxTimeout of [0, 200]) {
    const resolver = new Resolver({ timeout: 200, tries: 50, maxTimeout });
    resolver.setServers([dead.address, good.address]);
    await resolver.resolve4('a.org');
    const before = dead.queries.length;
    assert.ok(before > 0);
    for (let i = 0; i < 50; i++) await resolver.resolve4('b.org');
    // A slow machine may time out the other one now and then.
    assert.ok(dead.queries.length - before < 50);
    assert.deepStrictEqual(resolver.getServers(), [dead.address, good.address]);
  }
  const resolver = new Resolver({ timeout: 100, tries: 50, maxTimeout: 1000 });
  resolver.setServers([dead.address, good.address]);
  const held = resolver.resolve4('held.org');
  await resolver.resolve4('a.org');
  assert.deepStrictEqual(await resolver.resolve4('b.org'), ['192.0.2.1']);
  assert.throws(() => resolver.setServers([good.address]), { code: 'ERR_DNS_SET_SERVERS_FAILED' });
  holding = false;
  assert.deepStrictEqual(await held, ['192.0.2.1']);
  const cancelled = resolver.resolve4('c.org');
  resolver.cancel();
  await assert.rejects(cancelled, { code: 'ECANCELLED' });
  resolver.setServers([good.address]);
});

test('no try waits longer than maxTimeout', async (t) => {
  for (const options of [{ timeout: 5, maxTimeout: 10 }, { timeout: 60_000, maxTimeout: 5 }, { timeout: 5, maxTimeout: 7 }]) {
    const { resolver, server } = await asking(t, () => undefined, { options: { ...options, tries: 5 } });
    await rejects(resolver.resolve4('example.org'), 'ETIMEOUT', 'queryA', 'example.org');
    await askedOften(server, 5);
  }
  let count = 0;
  const { resolver } = await asking(t, () => (++count >= 4 ? oneAddress : undefined), { options: { timeout: 5, maxTimeout: 20, tries: 1000 } });
  assert.deepStrictEqual(await resolver.resolve4('example.org'), ['192.0.2.1']);
});

test('a server that nobody runs refuses', async (t) => {
  const { resolver, server } = await asking(t, () => oneAddress, { options: { tries: 2 } });
  await server.close();
  server.close = () => {};
  await rejects(resolver.resolve4('example.org'), 'ECONNREFUSED', 'queryA', 'example.org');
  // However often it is to be tried.
  const { port } = server;
  for (const options of [{ tries: 2 ** 31 - 1 }, { tries: 2 ** 31 - 1, maxTimeout: 1 }]) {
    const persistent = new Resolver(options);
    persistent.setServers([`127.0.0.1:${port}`]);
    persistent.setLocalAddress('192.0.2.1'); // not one of this machine's
    await rejects(persistent.resolve4('example.org'), 'ECONNREFUSED', 'queryA', 'example.org');
  }
  resolver.setServers([]);
  assert.deepStrictEqual(resolver.getServers(), []);
  await rejects(resolver.resolve4('example.org'), 'ECONNREFUSED', 'queryA', 'example.org');
  await rejects(resolver.resolve4('a..b'), 'EBADNAME', 'queryA', 'a..b');
  await rejects(resolver.resolve4('a.onion'), 'ENOTFOUND', 'queryA', 'a.onion');
});

test('cancel ends what is pending, and nothing else', async (t) => {
  let answering = false;
  const { resolver, server } = await asking(t, () => (answering ? oneAddress : undefined));
  const pending = ['a', 'b', 'c'].map((name) => rejects(resolver.resolve4(name), 'ECANCELLED', 'queryA', name));
  pending.push(rejects(resolver.reverse('192.0.2.1'), 'ECANCELLED', 'getHostByAddr', '192.0.2.1'));
  const other = new Resolver();
  other.setServers([server.address]);
  answering = true;
  const after = other.resolve4('d');
  resolver.cancel();
  await Promise.all(pending);
  assert.deepStrictEqual(await after, ['192.0.2.1']);
  assert.deepStrictEqual(await resolver.resolve4('e'), ['192.0.2.1']);
  resolver.cancel();
});

test('servers can be changed while nothing is pending', async (t) => {
  const { resolver } = await asking(t, () => oneAddress);
  const pending = resolver.resolve4('example.org');
  assert.throws(() => resolver.setServers(['192.0.2.1', '[::1]:5']), {
    code: 'ERR_DNS_SET_SERVERS_FAILED',
    message: "c-ares failed to set servers: \"There are pending queries.\" [[ '192.0.2.1', '[::1]:5' ]]",
  });
  await pending;
  resolver.setServers(['192.0.2.1']);
});

test('servers are read and written as RFC 5952 has them', () => {
  const resolver = new dns.Resolver();
  const cases = {
    '192.0.2.1': '192.0.2.1', '192.0.2.1:53': '192.0.2.1', '192.0.2.1:0': '192.0.2.1', '192.0.2.1:5353': '192.0.2.1:5353',
    '::1': '::1', '[::1]': '::1', '[::1]:053': '::1', '[2001:DB8:0:0:0:0:0:1]:5353': '[2001:db8::1]:5353', '[::1]:': '::1',
  };
  for (const [given, shown] of Object.entries(cases)) {
    resolver.setServers([given]);
    assert.deepStrictEqual(resolver.getServers(), [shown]);
  }
  // eslint-disable-next-line no-sparse-arrays
  resolver.setServers(['192.0.2.1', , '192.0.2.1:53', '192.0.2.1:54']);
  assert.deepStrictEqual(resolver.getServers(), ['192.0.2.1', '192.0.2.1:54']);
  for (const bad of ['', ' ', 'localhost', '192.0.2.1:', '192.0.2.1:-1', '192.0.2.1:x', '[::1', 'x[::1]', '192.0.2', '['.repeat(1e5)]) {
    assert.throws(() => resolver.setServers([bad]), { name: 'TypeError', code: 'ERR_INVALID_IP_ADDRESS', message: `Invalid IP address: ${bad}` });
  }
  for (const bad of ['192.0.2.1:65536', '[::1]:65536']) assert.throws(() => resolver.setServers([bad]), { name: 'RangeError', code: 'ERR_SOCKET_BAD_PORT' });
  for (const bad of [undefined, '192.0.2.1', {}, [5], [null]]) assert.throws(() => resolver.setServers(bad), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.deepStrictEqual(resolver.getServers(), ['192.0.2.1', '192.0.2.1:54']);
});

test('the functions of both modules share their servers; resolvers have their own', async (t) => {
  const server = await startNameServer(() => oneAddress);
  t.after(() => server.close());
  const own = new Resolver();
  const before = own.getServers();
  const { resolve4 } = dns;
  dns.setServers([server.address]);
  assert.deepStrictEqual(dns.promises.getServers(), [server.address]);
  assert.deepStrictEqual(own.getServers(), before);
  assert.deepStrictEqual(await dns.promises.resolve('example.org'), ['192.0.2.1']);
  assert.deepStrictEqual(await promisify(resolve4)('example.org'), ['192.0.2.1']);
  // While these ask, others may take over.
  const pending = dns.promises.resolve4('example.org');
  dns.promises.setServers(['192.0.2.1']);
  assert.deepStrictEqual(dns.getServers(), ['192.0.2.1']);
  assert.deepStrictEqual(await pending, ['192.0.2.1']);
});

test('questions are sent from the local address that was chosen', async (t) => {
  const from = [];
  const { resolver } = await asking(t, (query, transport) => (from.push(transport.address), oneAddress));
  await resolver.resolve4('example.org');
  resolver.setLocalAddress('127.0.0.3');
  await resolver.resolve4('example.org');
  resolver.setLocalAddress('::1', '127.0.0.4');
  await resolver.resolve4('example.org');
  resolver.setLocalAddress('0.0.0.0');
  await resolver.resolve4('example.org');
  assert.deepStrictEqual(from, ['127.0.0.1', '127.0.0.3', '127.0.0.4', '127.0.0.1']);
  for (const [values, message] of [
    [['::1', '::2'], 'Cannot specify two IPv6 addresses.'], [['192.0.2.1', '192.0.2.2'], 'Cannot specify two IPv4 addresses.'],
    [['x'], 'Invalid IP address.'], [['192.0.2.1', 'x'], 'Invalid IP address.'],
  ]) assert.throws(() => resolver.setLocalAddress(...values), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE', message });
  for (const values of [[], [5], ['192.0.2.1', null]]) assert.throws(() => resolver.setLocalAddress(...values), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('an IPv6 server is asked like any other', async (t) => {
  let result;
  try {
    result = await asking(t, () => oneAddress, { host: '::1', tcp: true });
  } catch {
    return; // no IPv6 here
  }
  assert.deepStrictEqual(await result.resolver.resolve4('example.org'), ['192.0.2.1']);
});

test('reverse asks for the names of an address', async (t) => {
  let message = { answers: [{ type: 'PTR', value: 'a.org' }, { type: 'PTR', value: 'b.org' }] };
  const { resolver, server } = await asking(t, () => message);
  assert.deepStrictEqual(await resolver.reverse('192.0.2.1'), ['a.org', 'b.org']);
  assert.deepStrictEqual(await resolver.reverse('2001:db8::f1'), ['a.org', 'b.org']);
  assert.deepStrictEqual(server.queries.map(({ name, type }) => `${type} ${name}`), [
    'PTR 1.2.0.192.in-addr.arpa',
    'PTR 1.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
  ]);
  for (message of [{ rcode: 3 }, { rcode: 2 }, { answers: [] }]) {
    await rejects(resolver.reverse('192.0.2.1'), 'ENOTFOUND', 'getHostByAddr', '192.0.2.1');
  }
  const invalid = { code: 'EINVAL', errno: -22, syscall: 'getHostByAddr', hostname: 'x', message: 'getHostByAddr EINVAL x' };
  await assert.rejects(resolver.reverse('x'), invalid);
  assert.throws(() => dns.reverse('x', () => {}), invalid);
  assert.throws(() => dns.reverse('192.0.2.1'), { code: 'ERR_INVALID_ARG_TYPE' });
  if (/^127\.0\.0\.1\s+localhost\b/m.test(fs.readFileSync('/etc/hosts', 'utf8'))) {
    assert.ok((await resolver.reverse('127.0.0.1')).includes('localhost'));
  }
});

test('options and arguments are checked', () => {
  for (const options of [{ timeout: -2 }, { timeout: 1.5 }, { timeout: 2 ** 31 }, { tries: 0 }, { tries: 1.5 }, { maxTimeout: -1 }, { maxTimeout: 2 ** 32 }]) {
    assert.throws(() => new dns.Resolver(options), { code: 'ERR_OUT_OF_RANGE' });
  }
  for (const options of [{ timeout: '1' }, { tries: null }, { maxTimeout: 'x' }]) {
    assert.throws(() => new Resolver(options), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  for (const options of [undefined, null, {}, { timeout: -1 }, { timeout: 0 }, { maxTimeout: 2 ** 32 - 1 }]) assert.ok(new Resolver(options));
  assert.throws(() => dns.resolve('x', []), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => dns.resolve('x', 'toString', () => {}), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => dns.resolve('x', 'a', () => {}), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => dns.resolve4('x', {}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => dns.resolve4(5, () => {}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => dns.promises.resolve4(), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => dns.promises.resolve('x', null), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('callbacks come later, once, in the context of who asked', async (t) => {
  const { server } = await asking(t, () => oneAddress);
  const resolver = new dns.Resolver();
  resolver.setServers([server.address]);
  const storage = new AsyncLocalStorage();
  let returned = false;
  const seen = [];
  await Promise.all(['example.org', 'a b', 'foo.onion'].map((name, i) => new Promise((resolve) => {
    storage.run(i, () => resolver.resolve4(name, (error, addresses) => {
      assert.ok(returned);
      seen.push([storage.getStore(), error?.code ?? addresses]);
      resolve();
    }));
  })).concat((() => {
    returned = true;
  })()));
  assert.deepStrictEqual(seen.sort((a, b) => a[0] - b[0]), [[0, ['192.0.2.1']], [1, 'EBADNAME'], [2, 'ENOTFOUND']]);
  assert.deepStrictEqual(await promisify(resolver.resolve).call(resolver, 'example.org', 'A'), ['192.0.2.1']);
});

test('who observes is told of every answer', async (t) => {
  const { resolver } = await asking(t, () => oneAddress);
  const told = new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      observer.disconnect();
      resolve(list.getEntries()[0]);
    });
    observer.observe({ entryTypes: ['dns'] });
  });
  await resolver.resolve4('Example.org', { ttl: true });
  const { name, entryType, detail, startTime, duration } = await told;
  assert.deepStrictEqual({ name, entryType, detail }, {
    name: 'queryA', entryType: 'dns', detail: { host: 'Example.org', ttl: true, result: [{ address: '192.0.2.1', ttl: 60 }] },
  });
  assert.ok(startTime > 0 && duration >= 0);
});

test('a thousand questions at once are all answered', async (t) => {
  const { resolver } = await asking(t, ({ name }) => ({
    answers: [{ type: 'TXT', entries: [name] }] }), { options: { timeout: 500, tries: 20 } });
  const names = Array.from({ length: 1000 }, (_, i) => `n${i}.org`);
  const all = await Promise.all(names.map((name) => resolver.resolveTxt(name)));
  assert.deepStrictEqual(all.map(([[name]]) => name), names);
});

test('an answer from elsewhere is none', async (t) => {
  const stranger = dgram.createSocket('udp4');
  t.after(() => stranger.close());
  const { resolver } = await asking(t, (query, { port }) => {
    stranger.send(encodeAnswer(query, { answers: [{ type: 'A', address: '192.0.2.66' }] }), port, '127.0.0.1');
    return oneAddress;
  });
  assert.deepStrictEqual(await resolver.resolve4('example.org'), ['192.0.2.1']);
});
