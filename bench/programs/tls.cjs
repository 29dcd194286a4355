// TLS between two ends in one process: round trips of small messages, bytes in bulk, handshakes, https requests. Processor time of
// both ends for each. The certificate is made when it starts. `ONLY=words` as in rounds.cjs.
'use strict';

const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const tls = require('node:tls');
const { report } = require('./rounds.cjs');

function makeIdentity() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tls-bench-'));
  const key = path.join(folder, 'key.pem');
  const cert = path.join(folder, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-days', '2', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const identity = { key: fs.readFileSync(key), cert: fs.readFileSync(cert) };
  fs.rmSync(folder, { recursive: true });
  return identity;
}

async function main() {
  const identity = makeIdentity();
  const { cert: ca } = identity;

  const echo = tls.createServer(identity, (socket) => socket.on('data', (bytes) => socket.write(bytes))).listen(0);
  const sink = tls.createServer(identity, (socket) => {
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      while (bytes >= 1 << 20) {
        bytes -= 1 << 20;
        socket.write('.');
      }
    });
  }).listen(0);
  const hello = https.createServer(identity, (req, res) => res.end('Hello, world!')).listen(0);
  await Promise.all([once(echo, 'listening'), once(sink, 'listening'), once(hello, 'listening')]);

  const connect = async (server, options) => {
    const socket = tls.connect({ port: server.address().port, host: '127.0.0.1', servername: 'localhost', ca, ...options });
    await once(socket, 'secureConnect');
    return socket;
  };
  const small = await connect(echo);
  const message = Buffer.alloc(64, 'x');
  const roundTrips = (count) => new Promise((resolve) => {
    let left = count;
    const next = () => {
      if (--left < 0) {
        small.removeListener('data', next);
        resolve();
      } else {
        small.write(message);
      }
    };
    small.on('data', next);
    next();
  });

  const bulk = await connect(sink);
  const block = Buffer.alloc(1 << 16, 'y');
  const megabytes = (count) => new Promise((resolve) => {
    let sent = 0;
    let answered = 0;
    const send = () => {
      while (sent < count * 16) {
        sent++;
        if (!bulk.write(block)) {
          bulk.once('drain', send);
          return;
        }
      }
    };
    const count_ = (bytes) => {
      answered += bytes.length;
      if (answered < count) return;
      bulk.removeListener('data', count_);
      resolve();
    };
    bulk.on('data', count_);
    send();
  });

  const handshakes = (secureContext, session) => async (count) => {
    for (let i = 0; i < count; i++) {
      const socket = await connect(echo, { secureContext, session: session?.() });
      socket.destroy();
      await once(socket, 'close');
    }
  };
  const secureContext = tls.createSecureContext({ ca });
  const resumable = await connect(echo, { secureContext, maxVersion: 'TLSv1.2' });
  let session;
  resumable.once('session', (made) => { session = made; });
  resumable.write('x');
  await once(resumable, 'data');

  const agent = new https.Agent({ keepAlive: true, maxSockets: 16, ca, servername: 'localhost' });
  const requests = async (count) => {
    const { port } = hello.address();
    let left = count;
    const one = () => new Promise((resolve, reject) => {
      https.get({ port, host: '127.0.0.1', agent }, (res) => res.resume().on('end', resolve)).on('error', reject);
    });
    await Promise.all(Array.from({ length: 16 }, async () => {
      while (left-- > 0) await one();
    }));
  };

  await report({
    'echo of 64 bytes': [2000, roundTrips],
    '1 MiB one way': [32, megabytes],
    'handshake': [40, handshakes(secureContext)],
    'handshake, resumed': [40, handshakes(secureContext, () => session)],
    'https GET': [800, requests],
  });
  process.exit();
}

main();
