// A name server in a few lines, and a resolver that asks it: node:dgram and node:dns. RFC 1035 section 4.
const dgram = require('node:dgram');
const { Resolver } = require('node:dns').promises;

const addresses = { 'hello.example': [192, 0, 2, 1] };

/** The name that a query asks for: labels, each after its length, up to an empty one. */
function nameIn(query) {
  const labels = [];
  for (let at = 12; query[at] !== 0; at += 1 + query[at]) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
  return labels.join('.');
}

const server = dgram.createSocket('udp4', (query, from) => {
  const address = addresses[nameIn(query)];
  const answer = Buffer.from(query);
  answer.writeUInt16BE(address ? 0x8180 : 0x8183, 2); // an answer; that there is no such name
  answer.writeUInt16BE(address ? 1 : 0, 6); // how many records follow
  // A record: the question's name, type A, class IN, for a minute, four bytes of data.
  const record = address ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address] : [];
  server.send(Buffer.concat([answer, Buffer.from(record)]), from.port, from.address);
});

server.bind(0, '127.0.0.1', async () => {
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  console.log(await resolver.resolve4('hello.example', { ttl: true }));
  await resolver.resolve4('nobody.example').catch((error) => console.log(error.message));
  server.close();
});
