// A server that listens for as long as a test runs, and a client that is connected to it.
'use strict';

const http2 = require('node:http2');
const { once } = require('node:events');

/**
 * @param {object} t the test
 * @param {object} server
 * @param {(server: object) => void} [prepare]
 * @param {object} [options] of the client
 * @returns {Promise<object>} the client's session
 */
async function listen(t, server, prepare = () => {}, options = undefined) {
  prepare(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`, options);
  t.after(() => {
    client.destroy();
    server.close();
  });
  return client;
}

/** @returns {Promise<string>} what a stream has to say */
async function read(stream) {
  stream.setEncoding('utf8');
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

module.exports = { listen, read };
