// An event loop's server written out: every step starts something and says what happens when it has finished. No thread
// waits for anybody; the state of a client lives in its connection object.
//   curl http://127.0.0.1:8081/style.css
const net = require('node:net');
const fs = require('node:fs');
const path = require('node:path');

class Connection {
  constructor(socket) {
    this.socket = socket;
    this.received = '';
    this.fileContents = null;
    this.currentState = 'reading request headers';
  }
}

const handlers = {
  NEW_TCP_CONNECTION(socket) {
    const conn = new Connection(socket);
    socket.on('data', (chunk) => {
      conn.received += chunk.toString('latin1');
      const end = conn.received.indexOf('\r\n\r\n');
      if (end >= 0 && conn.currentState === 'reading request headers') handlers.FINISHED_READING_FROM_SOCKET(conn);
    });
    socket.on('error', () => socket.destroy());
  },

  FINISHED_READING_FROM_SOCKET(conn) {
    conn.currentState = 'reading file';
    const [, target] = conn.received.split(' ', 2);
    const file = path.join(__dirname, 'static', path.basename(target === '/' ? 'index.html' : target));
    fs.readFile(file, (err, data) => handlers.FINISHED_READING_FROM_DISK(conn, err, data));
  },

  FINISHED_READING_FROM_DISK(conn, err, data) {
    const status = err ? '404 Not Found' : '200 OK';
    conn.fileContents = err ? Buffer.from('Not Found\n') : data;
    conn.currentState = 'writing headers';
    conn.socket.write(
      `HTTP/1.1 ${status}\r\nContent-Length: ${conn.fileContents.length}\r\nConnection: close\r\n\r\n`,
      () => handlers.FINISHED_WRITING_TO_SOCKET(conn));
  },

  FINISHED_WRITING_TO_SOCKET(conn) {
    if (conn.currentState === 'writing headers') {
      conn.currentState = 'writing file contents';
      conn.socket.write(conn.fileContents, () => handlers.FINISHED_WRITING_TO_SOCKET(conn));
    } else if (conn.currentState === 'writing file contents') {
      conn.socket.end();
    }
  },
};

const server = net.createServer(handlers.NEW_TCP_CONNECTION);
server.listen(process.env.PORT ?? 8081, '127.0.0.1', () => {
  console.log(`listening on port ${server.address().port}`);
});
