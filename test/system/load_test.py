"""Servers under bad input, vanishing clients, slow peers and long runs; on both backends of the loop.

EDDY_LONG=1 in the environment makes the runs as long as they are meant to be before a release: 200,000 requests.
"""
import os
import pathlib
import random
import signal
import socket
import time

from driver import PATIENCE, check_equal, connect, exchange, read_all, request

LONG = os.environ.get("EDDY_LONG") == "1"
MIB = 1 << 20
BACKENDS = ("uring", "epoll")

HELLO = """
const http = require('node:http');
const server = http.createServer((req, res) => {
  if (req.method === 'POST') {
    let size = 0;
    req.on('data', (chunk) => { size += chunk.length; });
    req.on('end', () => res.end(`got ${size}`));
  } else {
    res.end('Hello World!');
  }
});
server.on('clientError', (err, socket) => { if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\n\\r\\n'); else socket.destroy(); });
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
process.on('SIGTERM', () => { server.close(); server.closeAllConnections(); });
"""


def descriptors(program):
    return len(os.listdir(f"/proc/{program.pid}/fd"))


def peak_memory(program):
    """The program's largest resident size so far, in bytes."""
    for line in pathlib.Path(f"/proc/{program.pid}/status").read_text().split("\n"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmHWM")


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"still not: {what}")
        time.sleep(0.01)


def start(run, source, backend, name="server.js"):
    program = run.start(run.write(name, source), env={"EDDY_LOOP": backend})
    return program, program.port()


BROKEN = (
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20000 + b"\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
)


def broken_client(port, random_source):
    """A request that is malformed, or whose client goes away half-way, politely or by a reset."""
    kind = random_source.randrange(4)
    if kind == 0:
        answer = exchange(port, random_source.choice(BROKEN))
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer
        return
    with connect(port) as client:
        if kind == 1:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        else:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + (b"\r\n" if kind == 3 else b""))
        if random_source.random() < 0.5:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def check_many_requests(run, backend, requests):
    program, port = start(run, HELLO, backend)
    request(port)
    before = descriptors(program)
    source = random.Random(20)
    batch = 50
    pipelined = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 10
    answered = 0
    while answered < requests:
        # 50 connections, 19 well-formed requests each, and one broken one for each of them.
        clients = [connect(port) for _ in range(batch)]
        for client in clients:
            client.sendall(pipelined + b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody" * 8)
        for client in clients:
            broken_client(port, source)
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = read_all(client)
            check_equal(
                (answer.count(b"HTTP/1.1 200 OK"), answer.count(b"Hello World!"), answer.count(b"got 4")), (19, 11, 8)
            )
            client.close()
        answered += batch * 20
    wait_until(lambda: descriptors(program) <= before, f"descriptors back to {before}")
    check_equal(request(port)[2], b"Hello World!")
    program.signal(signal.SIGTERM)
    check_equal(program.finish(), (0, "", ""))


def test_many_requests_some_broken_uring(run):
    check_many_requests(run, "uring", 200000 if LONG else 10000)


def test_many_requests_some_broken_epoll(run):
    check_many_requests(run, "epoll", 200000 if LONG else 10000)


def test_default_answers_to_bad_input(run):
    source = """
const http = require('node:http');
const server = http.createServer({ headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 50 }, (req, res) => {
  req.resume();
  req.on('end', () => res.end('ok'));
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
"""
    for backend in BACKENDS:
        program, port = start(run, source, backend)
        for data, status in (
            (b"GARBAGE\r\n\r\n", b"400 Bad Request"),
            (b"GET / HTTP/1.1\r\n\r\n", b"400 Bad Request"),
            (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", b"400 Bad Request"),
            (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400 Bad Request"),
            (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 17000 + b"\r\n\r\n", b"431 Request Header Fields Too Large"),
            (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;" + b"e" * 17000 + b"\r\n", b"413 Payload Too Large"),
            (b"GET / HTTP/1.1\r\nHost: a\r\nslow", b"408 Request Timeout"),
            (b"GET / HTTP/1.1\r\nHost: a\r\nExpect: the-impossible\r\nConnection: close\r\n\r\n", b"417 Expectation Failed"),
        ):
            answer = exchange(port, data)
            check_equal(answer.split(b"\r\n")[0], b"HTTP/1.1 " + status, f"answer to {data[:60]!r} on {backend}")
        check_equal(request(port)[2], b"ok")


def test_clients_gone_half_way_leak_nothing(run):
    source = """
const http = require('node:http');
let closed = 0;
const server = http.createServer((req, res) => {
  res.on('close', () => { closed++; });
  if (req.url === '/closed') return res.end(String(closed));
  // An answer without end, as far as the client takes it.
  const piece = Buffer.alloc(65536);
  const more = () => { while (!res.destroyed && res.write(piece)); };
  res.on('drain', more);
  more();
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
"""
    for backend in BACKENDS:
        program, port = start(run, source, backend)
        request(port, path="/closed")
        before = descriptors(program)
        for number in range(60):
            with connect(port) as client:
                client.sendall(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
                assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")
                if number % 2:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        wait_until(lambda: int(request(port, path="/closed")[2]) >= 60, "every response closed")
        wait_until(lambda: descriptors(program) <= before, "no descriptor left")


def test_large_upload_into_a_slow_consumer(run):
    source = """
const http = require('node:http');
const server = http.createServer((req, res) => {
  let size = 0;
  let next = 1 << 22;
  req.on('data', (chunk) => {
    size += chunk.length;
    if (size < next) return;
    next += 1 << 22;
    req.pause();
    setTimeout(() => req.resume(), 2);
  });
  req.on('end', () => res.end(String(size)));
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
"""
    piece = b"40000\r\n" + bytes(0x40000) + b"\r\n"
    sanitized = run.sanitizer() != ""
    for backend in BACKENDS:
        program, port = start(run, source, backend)
        with connect(port) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
            for _ in range(1024 * MIB // 0x40000):
                client.sendall(piece)
            client.sendall(b"0\r\n\r\n")
            assert read_all(client).endswith(b"\r\n\r\n1073741824")
        # A sanitizer keeps as much again, and more.
        assert sanitized or peak_memory(program) < 100 * MIB, f"{backend}: peak {peak_memory(program) / MIB:.0f} MiB"
        program.stop()


def test_large_download_to_a_slow_reader(run):
    source = """
const http = require('node:http');
const { Readable, pipeline } = require('node:stream');
const server = http.createServer((req, res) => {
  let left = 1 << 30;
  const piece = Buffer.alloc(65536, 'x');
  pipeline(new Readable({
    read() {
      this.push(left > 0 ? piece : null);
      left -= piece.length;
    },
  }), res, (err) => console.log(err ? err.message : 'sent'));
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
"""
    for backend in BACKENDS:
        program, port = start(run, source, backend)
        with connect(port) as client:
            client.sendall(b"GET / HTTP/1.0\r\nHost: x\r\n\r\n")
            received, next_rest, buffer = 0, 64 * MIB, bytearray(MIB)
            while count := client.recv_into(buffer):
                received += count
                if received >= next_rest:
                    next_rest += 64 * MIB
                    time.sleep(0.05)
            assert 1 << 30 <= received <= (1 << 30) + 1000, received
        program.expect_line("sent")
        assert peak_memory(program) < 100 * MIB, f"{backend}: peak {peak_memory(program) / MIB:.0f} MiB"
        program.stop()


def test_sigterm_under_load_ends_in_order(run):
    source = """
const http = require('node:http');
let open = 0;
const server = http.createServer((req, res) => {
  if (++open === 20) console.log('all here');
  setTimeout(() => { open--; res.end('answered'); }, 200);
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
process.on('SIGTERM', () => {
  console.log(`closing with ${open} open`);
  server.close(() => console.log(`closed with ${open} open`));
});
process.on('exit', (code) => console.log(`exit ${code}`));
"""
    for backend in BACKENDS:
        program, port = start(run, source, backend)
        clients = [connect(port) for _ in range(20)]
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        program.expect_line("all here")
        program.signal(signal.SIGTERM)
        program.expect_line("closing with 20 open")
        for client in clients:
            answer = read_all(client)
            assert answer.startswith(b"HTTP/1.1 200 OK") and answer.endswith(b"answered"), answer
            client.close()
        check_equal(program.finish(), (0, "closed with 0 open\nexit 0\n", ""))
