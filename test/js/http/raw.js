// Sends bytes to a server and collects what comes back until the connection ends.
'use strict';

const net = require('node:net');

/**
 * @param {number} port
 * @param {(string | Buffer | number)[]} parts sent in turn; a number waits so many milliseconds; the writing side stays open
 * @returns {Promise<string>} everything received, as latin1, with the Date field's value replaced by X
 */
function raw(port, ...parts) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (data) => { received += data; });
    socket.on('error', (error) => (received === '' ? reject(error) : undefined));
    socket.on('close', () => resolve(received.replace(/Date: [^\r]*/g, 'Date: X')));
    const next = () => {
      const part = parts.shift();
      if (part === undefined) return;
      if (typeof part === 'number') setTimeout(next, part);
      else socket.write(part, 'latin1', next);
    };
    socket.on('connect', next);
  });
}

/**
 * Starts a server for one test; it is closed when the test ends.
 * @param {object} t the test
 * @param {import('node:http').Server} server
 * @returns {Promise<number>} its port
 */
function listen(t, server) {
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

module.exports = { listen, raw };
