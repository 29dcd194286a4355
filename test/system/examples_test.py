"""Every program of examples/, run and compared with what it prints or answers."""
import json
import os
import re
import signal
import socket

from driver import EXAMPLES, PACKAGES, PATIENCE, Skipped, check_equal, connect, exchange, read_all, request


def test_hello(run):
    server = run.example("hello.js")
    port = server.port()
    check_equal(server.seen, [f"Server running at http://127.0.0.1:{port}/"])
    for _ in range(3):
        status, headers, body = request(port)
        check_equal((status, headers["content-type"], body), (200, "text/plain", b"Hello World!"))
    server.signal(signal.SIGTERM)
    check_equal(server.finish()[0], -signal.SIGTERM, "end by SIGTERM")


def test_http_server(run):
    port = run.example("http-server.js").port()
    status, headers, body = request(port, path="/any/path?x=1")
    check_equal((status, headers["content-type"], headers["content-length"], body), (200, "text/plain", "11", b"Hello World"))
    status, headers, body = request(port, method="HEAD")
    check_equal((status, headers["content-type"], body), (200, "text/plain", b""))
    assert "date" in headers and headers["connection"] == "keep-alive", headers


def test_blocking_read(run):
    run.expect("1. read: Hello,\n2. more work\n3. the loop goes on\n", EXAMPLES / "blocking-read.js")


def test_non_blocking_read(run):
    run.expect("1. more work\n2. read: Hello,\n", EXAMPLES / "non-blocking-read.js")


def test_callbacks(run):
    run.expect("Hello, World!\n", EXAMPLES / "callbacks.js")


def test_promises(run):
    run.expect("Hello, World!\n", EXAMPLES / "promises.js")


def test_tracing(run):
    run.expect(
        "first task reads a file\nfirst task has a file: true\nsecond task reads the same file\n"
        "second task has the same file: true\nfiles were read by: first task, second task\n"
        "the heap is within its limit: true\nboth tasks took time: true\n",
        EXAMPLES / "tracing.js",
    )


def test_promise_chain(run):
    run.expect(
        "Hello, World!\nENOENT ENOENT: no such file or directory, open 'c.txt'\n", EXAMPLES / "promise-chain.js"
    )


def test_primes(run):
    run.expect("17984 primes below 200000\n", EXAMPLES / "primes.js")


def test_cluster(run):
    program = run.example("cluster.js")
    port = program.port()

    def answers():
        return sorted(request(port)[2].decode() for _ in range(4))

    check_equal({program.line(), program.line()}, {"worker 1 is ready", "worker 2 is ready"})
    check_equal(answers(), ["worker 1", "worker 1", "worker 2", "worker 2"])
    program.signal(signal.SIGHUP)
    said = {program.line() for _ in range(4)}
    check_equal(said, {"worker 3 is ready", "worker 4 is ready", "worker 1 has left", "worker 2 has left"})
    check_equal(answers(), ["worker 3", "worker 3", "worker 4", "worker 4"])


def test_udp(run):
    run.expect("server got hello (5 bytes)\nclient got echo of hello\n", EXAMPLES / "udp.js")


def test_name_server(run):
    expected = "[ { address: '192.0.2.1', ttl: 60 } ]\nqueryA ENOTFOUND nobody.example\n"
    run.expect(expected, EXAMPLES / "name-server.js")


def test_tests(run):
    program = run.example("tests.js")
    expected = ["\u25b6 a queue", "\u2714 is empty at first", "\u2714 takes items when their time has come", "\u2714 will tell how long it is"]
    for line in expected:
        said = program.line()
        if not said.strip().startswith(line):
            raise AssertionError(f"{said!r} instead of {line!r}")


def test_promisify(run):
    run.expect("Hello, World!\nslept\n", EXAMPLES / "promisify.js")


def test_order_top_level(run):
    run.expect(
        "main\nnextTick\nnextTick again\npromise\nmicrotask\nthen, in either order: immediate, timeout\n",
        EXAMPLES / "order-top-level.js",
    )


def test_order_in_io(run):
    run.expect(
        "I/O callback\nnextTick\npromise\nimmediate\nnextTick inside immediate\nsecond immediate\ntimeout\n",
        EXAMPLES / "order-in-io.js",
    )


def test_sigint(run):
    program = run.example("sigint.js", env={"EVERY": "20"})
    program.expect_line(f"press Ctrl+C twice, or: kill -INT {program.pid}", "tick 1", "tick 2", "tick 3")
    program.signal(signal.SIGINT)
    program.expect_line("got SIGINT")
    program.signal(signal.SIGINT)
    check_equal(program.finish(), (0, "got SIGINT\nexit 0\n", ""))


def test_net_connection_event(run):
    port = run.example("net-connection-event.js").port()
    with connect(port) as client:
        check_equal(read_all(client), b"Hello World\n")


def test_net_callback(run):
    port = run.example("net-callback.js").port()
    for _ in range(2):
        with connect(port) as client:
            check_equal(read_all(client), b"Hello World\n")


def test_net_half_close(run):
    program = run.example("net-half-close.js")
    with connect(program.port()) as client:
        client.sendall(b"one two ")
        client.sendall(b"three\n")
        client.shutdown(socket.SHUT_WR)
        check_equal(read_all(client), b"3 words\n")
    program.expect_line("closed")


def test_emitter(run):
    run.expect(
        "first: this is the door: true\non: Ada\naddListener: Ada\nonce: Ada\n"
        "first: this is the door: true\non: Grace\naddListener: Grace\n3 [ 'open' ]\nerror: jammed\ntrue false\n",
        EXAMPLES / "emitter.js",
    )


def test_static_file_server(run):
    program = run.example("static-file-server.js")
    port = program.port()
    status, headers, body = request(port)
    check_equal((status, headers["content-type"]), (200, "text/html; charset=utf-8"))
    check_equal(body, (EXAMPLES / "static/index.html").read_bytes())
    check_equal(int(headers["content-length"]), len(body))
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", headers["last-modified"]), headers
    check_equal(request(port, path="/style.css")[1]["content-type"], "text/css")
    check_equal(request(port, method="HEAD", path="/style.css")[2], b"")
    check_equal(request(port, path="/none.txt")[::2], (404, b"404 Not Found\n"))
    check_equal(request(port, method="POST")[0], 405)
    check_equal(request(port, path="/%zz")[0], 400)
    # A path that leads out of the folder is resolved within it, encoded or not.
    check_equal(request(port, path="/../hello.js")[0], 404)
    check_equal(request(port, path="/..%2fhello.js")[0], 404)


def test_event_loop_server(run):
    port = run.example("event-loop-server.js").port()
    page = (EXAMPLES / "static/index.html").read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(page)}\r\nConnection: close\r\n\r\n".encode()
    with connect(port) as slow:
        # A client that has not finished its headers holds nobody up.
        slow.sendall(b"GET / HTTP/1.1\r\nHo")
        check_equal(exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"), head + page)
        slow.sendall(b"st: x\r\n\r\n")
        check_equal(read_all(slow), head + page)
    assert exchange(port, b"GET /no HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 404 Not Found\r\n")


def test_chunked(run):
    run.expect(
        "server: POST chunked\nclient: 200 chunked\nclient: ONE\nclient: TWO\nclient: THREE\n"
        'client: trailers {"x-pieces":"3"}\nserver: closed\n',
        EXAMPLES / "chunked.js",
    )


def test_keep_alive(run):
    answers = "".join(f"answer to /{n} (connection: keep-alive)\n" for n in (1, 2, 3))
    run.expect(answers + "connections: 1\nclosed\n", EXAMPLES / "keep-alive.js")


def test_long_poll(run):
    program = run.example("long-poll.js")
    port = program.port()
    with connect(port) as first, connect(port) as second, connect(port) as gone:
        for count, client in enumerate((first, second, gone), 1):
            client.sendall(b"GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            program.expect_line(f"waiting: {count}")
        gone.close()
        # The server notices on its own time that a client has gone; until then it is counted.
        for client in (first, second):
            client.setblocking(False)
            try:
                raise AssertionError(f"answered too early: {client.recv(100)!r}")
            except BlockingIOError:
                client.settimeout(PATIENCE)
        told = request(port, "POST", "/send", body="news")[2]
        assert told in (b"told 2\n", b"told 3\n"), told
        for client in (first, second):
            check_equal(read_all(client).split(b"\r\n\r\n")[1], b"news\n", "the message, to those who waited")
    check_equal(request(port, "GET", "/else")[0], 404)


def test_process_info(run):
    code, output, errors = run.output(
        EXAMPLES / "process-info.js", "one", "two words", env={"GREETING": "good morning"}
    )
    lines = output.split("\n")
    assert re.fullmatch(r"pid: \d+", lines[0]), lines
    check_equal(
        lines[1:],
        [
            f"cwd: {os.path.realpath(run.folder)}",
            "env.GREETING: good morning",
            "env.NOBODY_SETS_THIS: undefined",
            "memoryUsage: rss heapTotal heapUsed external arrayBuffers",
            "resident: true",
            "argv: 2 of one's own: one two words",
            "cwd after chdir: /",
            "",
        ],
    )
    check_equal((code, errors), (0, ""))


def test_calculator(run):
    lines = b"1/2 + 1/3\n.keep x\nx * (2 +\n4)\nhalf/0\n2 2\n"
    expected = "= 5/6\n= = | 5\n= Uncaught division by zero\n= Uncaught 2 was not expected\n= \nThat was all.\n"
    run.expect(expected, EXAMPLES / "calculator.js", input=lines)


def test_cli(run):
    path = run.write("text", "one two\nthree\n\tfour  five")
    run.expect(f"2 5 25 {path}\n", EXAMPLES / "cli.js", path)
    run.expect("2 5 25 -\n", EXAMPLES / "cli.js", input=path.read_bytes())
    check_equal(
        run.output(EXAMPLES / "cli.js", "missing", path), (1, f"2 5 25 {path}\n", "missing: ENOENT\n"), "a missing file"
    )


def test_commonjs(run):
    run.expect(
        "Hello, Ada!\ntrue true main.js\n[ 'greeting.js', 'settings.json', 'words.js' ]\n", EXAMPLES / "commonjs/main.js"
    )


def test_esm(run):
    run.expect(
        "Hello, Grace! true\n42 CommonJS\nexport function capitalize(word) {\nDynamic main.mjs undefined\n",
        EXAMPLES / "esm/main.mjs",
    )


def install(run, name):
    """The example in a folder of its own with its packages beside it, as `npm install` leaves it."""
    for file in (EXAMPLES / name).iterdir():
        run.write(f"app/{file.name}", file.read_text())
    run.folder.joinpath("app/node_modules").symlink_to(PACKAGES)
    run.folder.joinpath("static").symlink_to(EXAMPLES / "static")
    return run.folder / "app"


def test_express(run):
    port = run.start(install(run, "express") / "app.js").port()
    status, headers, body = request(port)
    check_equal((status, body), (200, b"<p>Hello from Express</p>"))
    check_equal(headers["content-type"], "text/html; charset=utf-8")
    assert headers["etag"].startswith('W/"') and "x-powered-by" not in headers, headers
    check_equal(request(port, headers={"If-None-Match": headers["etag"]})[::2], (304, b""))

    status, headers, body = request(port, path="/users/7?full=yes")
    check_equal((status, json.loads(body)), (200, {"id": "7", "query": {"full": "yes"}, "host": "127.0.0.1"}))
    check_equal(headers["content-type"], "application/json; charset=utf-8")

    as_json = {"Content-Type": "application/json"}
    check_equal(request(port, "POST", "/sum", '{"numbers": [1, 2, 3.5]}', as_json)[::2], (201, b'{"sum":6.5}'))
    check_equal(request(port, "POST", "/sum", "{}", as_json)[::2], (400, b'{"error":"numbers wanted"}'))
    check_equal(request(port, "POST", "/sum", "{", as_json)[0], 400)
    check_equal(request(port, "POST", "/sum", '"' + "x" * 20000 + '"', as_json)[0], 413)

    status, headers, body = request(port, path="/static/style.css")
    check_equal((status, body), (200, (EXAMPLES / "static/style.css").read_bytes()))
    check_equal(headers["content-type"], "text/css; charset=utf-8")
    status, headers, body = request(port, path="/static/style.css", headers={"Range": "bytes=0-1"})
    check_equal((status, headers["content-range"], body), (206, "bytes 0-1/19", b"h1"))

    check_equal(request(port, path="/broken")[::2], (500, b'{"error":"out of order"}'))
    check_equal(request(port, path="/later")[::2], (503, b'{"error":"rejected"}'))
    check_equal(request(port, path="/nowhere")[::2], (404, b'{"error":"no /nowhere"}'))


class WebSocket:
    """A client of RFC 6455, as far as Socket.IO's text frames need one."""

    def __init__(self, port, path):
        self.connection = connect(port)
        self.connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        self.stream = self.connection.makefile("rb")
        self.head = []
        while (line := self.stream.readline()) not in (b"\r\n", b""):
            self.head.append(line.decode().strip())

    def send(self, text):
        data = text.encode()
        assert len(data) < 126
        mask = os.urandom(4)
        self.connection.sendall(
            bytes([0x81, 0x80 | len(data)]) + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        )

    def receive(self):
        first, second = self.stream.read(2)
        length = second & 0x7F
        if length == 126:
            length = int.from_bytes(self.stream.read(2), "big")
        check_equal(first, 0x81, "a whole text frame")
        return self.stream.read(length).decode()

    def close(self):
        self.stream.close()
        self.connection.close()


def test_socket_io(run):
    if run.output("-p", "require('module').isBuiltin('tls')")[1] != "true\n":
        raise Skipped("its package ws loads node:tls, which is not there")
    program = run.start(install(run, "socket-io") / "server.js")
    port = program.port()
    status, _, body = request(port, path="/socket.io/?EIO=4&transport=polling")
    check_equal((status, body[:1]), (200, b"0"), "handshake by polling")
    session = json.loads(body[1:])
    check_equal(session["upgrades"], ["websocket"])

    clients = [WebSocket(port, "/socket.io/?EIO=4&transport=websocket") for _ in range(2)]
    for client in clients:
        check_equal(client.head[0], "HTTP/1.1 101 Switching Protocols")
        assert "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in client.head, client.head
        assert client.receive().startswith("0{"), "the session"
        client.send("40")
        assert client.receive().startswith('40{"sid":'), "connected"
        program.expect_line("client connected")
    clients[0].send('42["message","hello all"]')
    for client in clients:
        check_equal(client.receive(), '42["message","hello all"]')
    for client in clients:
        client.close()
        program.expect_line("client disconnected")


def test_url_pattern(run):
    run.expect(
        "/users/17: user number 17\n/users/me: nothing\n/files/a/b.txt: the file a/b.txt\nbooks: the front page of books\n",
        EXAMPLES / "url-pattern.js",
    )


def test_web_streams(run):
    run.expect("line 1\nline 2\nline 3\ntrue 8893\n2\n4\n6\n", EXAMPLES / "web-streams.js")


def test_web_crypto(run):
    run.expect(
        "signed by Ann: true\nBob reads: The blackbird is back.\nchanged on the way: false\n"
        "InvalidAccessError: key is not extractable\n",
        EXAMPLES / "web-crypto.js",
    )


def test_http2(run):
    run.expect(
        "<b>page</b>\necho (checked: yes)\nslow\npushed /style.css: b { color: red }\nGET /hello over HTTP/2.0\n",
        EXAMPLES / "http2.js",
    )


def test_tls(run):
    run.expect(
        "true greeting/1 over TLSv1.3: (the same secret)\ntrue greeting/1 over TLSv1.3: (the same secret)\n"
        "refused\na stranger: SSL routines\n",
        EXAMPLES / "tls.js",
    )


def test_sealed_letter(run):
    run.expect(
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nmeet me at noon\nsomebody else has written this\n",
        EXAMPLES / "sealed-letter.js",
    )


def test_fetch(run):
    run.expect("200 { doubled: 42 }\nfirst second\nTimeoutError\n", EXAMPLES / "fetch.js")
