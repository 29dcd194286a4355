// A TCP server; its 'connection' listener is added with on.
//   nc 127.0.0.1 8000
const net = require("net");

const server = net.createServer();

server.on("connection", (socket) => {
  socket.end("Hello World\n");
});

server.listen(process.env.PORT ?? 8000, "127.0.0.1", () => {
  console.log(`listening on port ${server.address().port}`);
});
