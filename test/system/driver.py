#!/usr/bin/env python3
"""Runs one case of a *_test.py of this folder against a runtime: whole programs, seen from outside.

    driver.py <runtime> <file> <case>        one case, as ctest does
    driver.py <runtime> <file>               all cases of the file, one after the other

A case is a function `test_<name>(run)`; it fails by raising. `run` starts programs with the runtime under test (see Runner); what
a case leaves running is killed at its end. The runtime may be Node: what is expected of Eddy holds there too.
"""
import contextlib
import http.client
import importlib.util
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
PACKAGES = ROOT / "build/deps/npm/node_modules"
PATIENCE = 300.0  # seconds until something awaited counts as hung; a guard, not a measure


def check_equal(actual, expected, what="value"):
    if actual != expected:
        raise AssertionError(f"{what}:\n  expected {expected!r}\n  actual   {actual!r}")


class Skipped(Exception):
    """Raised by a case that does not apply to the runtime; the driver exits with 77, which ctest counts as skipped."""


class Program:
    """A running program: its output line by line, its port, signals, and its end."""

    def __init__(self, command, cwd, env, stdin, prepare):
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=prepare,
        )
        self._pending = b""
        self.seen = []

    @property
    def pid(self):
        return self.process.pid

    def line(self):
        """The next line of standard output, without its end."""
        deadline = time.monotonic() + PATIENCE
        while b"\n" not in self._pending:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            chunk = os.read(self.process.stdout.fileno(), 65536) if ready else None
            if not chunk:
                why = "hung" if chunk is None else f"ended with {self.process.wait(PATIENCE)}"
                errors = "" if chunk is None else self.process.stderr.read().decode(errors="replace")
                raise AssertionError(f"no further line: {why}; so far {self.seen!r} {self._pending!r}\n{errors}")
            self._pending += chunk
        text, self._pending = self._pending.split(b"\n", 1)
        self.seen.append(text.decode(errors="replace"))
        return self.seen[-1]

    def expect_line(self, *expected):
        for text in expected:
            check_equal(self.line(), text, "line of output")

    def port(self):
        """The port in the line that a server prints when it listens."""
        text = self.line()
        match = re.search(r"(?:port |:)(\d+)", text)
        if not match:
            raise AssertionError(f"no port in {text!r}")
        return int(match.group(1))

    def signal(self, number):
        os.kill(self.process.pid, number)

    def finish(self):
        """Waits for the end: (exit code, rest of standard output, standard error); the code is -n after signal n."""
        output, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, (self._pending + output).decode(), errors.decode()

    def stop(self):
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()


class Runner:
    """Starts programs with the runtime under test. `folder` is a scratch folder of the case."""

    def __init__(self, runtime, folder):
        self.runtime = str(pathlib.Path(runtime).resolve())
        self.folder = pathlib.Path(folder)
        self._programs = []

    def start(self, *arguments, cwd=None, env=None, stdin=subprocess.DEVNULL, prepare=None):
        """`runtime arguments...`; PORT is 0 unless `env` says otherwise; `prepare` runs in the new process first."""
        whole = {**os.environ, "PORT": "0", "NO_COLOR": "1", **(env or {})}
        program = Program([self.runtime, *map(str, arguments)], cwd or self.folder, whole, stdin, prepare)
        self._programs.append(program)
        return program

    def example(self, name, *arguments, **options):
        return self.start(EXAMPLES / name, *arguments, **options)

    def sanitizer(self):
        """What the runtime is built with: "asan", "tsan", or ""."""
        source = "const { asan, tsan } = process.config.variables; console.log(asan ? 'asan' : tsan ? 'tsan' : '')"
        return self.output("-e", source)[1].strip()

    def output(self, *arguments, input=None, **options):
        """Runs to the end: (exit code, standard output, standard error)."""
        program = self.start(*arguments, stdin=subprocess.PIPE if input is not None else subprocess.DEVNULL, **options)
        output, errors = program.process.communicate(input, timeout=PATIENCE)
        return program.process.returncode, output.decode(), errors.decode()

    def expect(self, expected, *arguments, **options):
        """The program ends with 0, prints `expected` and nothing on standard error."""
        code, output, errors = self.output(*arguments, **options)
        check_equal((output, errors, code), (expected, "", 0), "output, errors, exit code")

    def write(self, name, text):
        """A file in the scratch folder; its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def close(self):
        for program in self._programs:
            program.stop()


def connect(port):
    """A TCP connection to a program of the case."""
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def read_all(connection):
    """What arrives until the other side ends."""
    parts = []
    while chunk := connection.recv(65536):
        parts.append(chunk)
    return b"".join(parts)


def request(port, method="GET", path="/", body=None, headers=None):
    """One HTTP request on a connection of its own: (status, headers as a dict in lower case, body)."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        client.request(method, path, body=body, headers=headers or {})
        response = client.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        client.close()


def exchange(port, data):
    """Sends raw bytes, and reads until the server closes."""
    with connect(port) as connection:
        connection.sendall(data)
        return read_all(connection)


def run_case(runtime, case):
    with tempfile.TemporaryDirectory(prefix="eddy-system-") as folder:
        runner = Runner(runtime, folder)
        try:
            case(runner)
        finally:
            runner.close()


def main():
    runtime, file, *names = sys.argv[1:]
    sys.modules.setdefault("driver", sys.modules["__main__"])
    spec = importlib.util.spec_from_file_location("cases", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    cases = {name[5:]: case for name, case in vars(module).items() if name.startswith("test_")}
    failed = skipped = 0
    for name in names or cases:
        try:
            run_case(runtime, cases[name])
            print(f"ok {name}")
        except Skipped as reason:
            print(f"skipped {name}: {reason}")
            skipped += 1
        except Exception:  # a case fails by raising anything
            traceback.print_exc(file=sys.stdout)
            print(f"not ok {name}")
            failed += 1
    sys.exit(1 if failed else 77 if skipped and names else 0)


if __name__ == "__main__":
    main()
