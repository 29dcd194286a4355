// A datagram there and back: node:dgram.
const dgram = require('node:dgram');

const server = dgram.createSocket('udp4', (message, from) => {
  console.log(`server got ${message} (${from.size} bytes)`);
  server.send(`echo of ${message}`, from.port, from.address);
});

server.bind(0, '127.0.0.1', () => {
  const client = dgram.createSocket('udp4', (message) => {
    console.log(`client got ${message}`);
    client.close();
    server.close();
  });
  client.send('hello', server.address().port, '127.0.0.1');
});
