// The same with the listener passed to createServer.
//   nc 127.0.0.1 8000
const net = require("net");

const server = net.createServer((socket) => {
  socket.end("Hello World\n");
});

server.listen(process.env.PORT ?? 8000, "127.0.0.1", () => {
  console.log(`listening on port ${server.address().port}`);
});
