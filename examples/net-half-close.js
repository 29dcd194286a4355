// Nothing is taken from TCP: a client may close its sending half and still get the answer.
//   printf 'one two three' | nc -N 127.0.0.1 8001
const net = require('net');

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('end', () => {
    // The other side has finished sending; this side still can.
    setTimeout(() => socket.end(`${text.split(/\s+/).filter(Boolean).length} words\n`), 10);
  });
  socket.on('close', () => console.log('closed'));
});

server.listen(process.env.PORT ?? 8001, '127.0.0.1', () => {
  console.log(`listening on port ${server.address().port}`);
});
