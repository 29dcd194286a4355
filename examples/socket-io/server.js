// A Socket.IO server: whatever a client says is told to all.
//   npm install socket.io, then: eddy server.js
const http = require('http');
const socketIo = require('socket.io');

const server = http.createServer();
const io = new socketIo.Server(server);

io.on('connection', (socket) => {
  console.log('client connected');
  socket.on('message', (msg) => {
    // broadcast to all connected clients
    io.emit('message', msg);
  });
  socket.on('disconnect', () => {
    console.log('client disconnected');
  });
});

server.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`WebSocket server running on port ${server.address().port}`);
});
