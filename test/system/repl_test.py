"""The prompt of the program itself, on a terminal and on pipes."""
import errno
import fcntl
import os
import pty
import select
import subprocess
import termios
import time

from driver import PATIENCE, check_equal


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, run, *arguments, **env):
        self.master, slave = pty.openpty()
        whole = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "NODE_REPL_HISTORY": "", "HOME": str(run.folder), **env}
        whole.pop("FORCE_COLOR", None)
        self.process = subprocess.Popen(
            [run.runtime, *arguments], cwd=run.folder, env=whole, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            # The terminal whose Ctrl+C is a signal to it.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self.seen = ""

    def until(self, text):
        """Reads until `text` has been written, and gives what came before it and it."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.seen:
            ready, _, _ = select.select([self.master], [], [], max(0.0, deadline - time.monotonic()))
            try:
                chunk = os.read(self.master, 65536) if ready else b""
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                chunk = b""
            if not chunk:
                raise AssertionError(f"{text!r} does not come; so far {self.seen!r}")
            self.seen += chunk.decode(errors="replace")
        end = self.seen.index(text) + len(text)
        found, self.seen = self.seen[:end], self.seen[end:]
        return found

    def type(self, text):
        os.write(self.master, text.encode())

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        code = self.process.wait(PATIENCE)
        os.close(self.master)
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.close()

    def finish(self):
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            ready, _, _ = select.select([self.master], [], [], 0.1)
            try:
                if ready:
                    os.read(self.master, 65536)
            except OSError:
                pass
        return self.close()


def test_prompt(run):
    with Terminal(run) as terminal:
        terminal.until('Type ".help" for more information.\r\n')
        terminal.until("> ")
        terminal.type("6 * 7\r")
        terminal.until("\n42\r\n")
        terminal.type("const f = (x) => {\r")
        terminal.until("\n| ")
        terminal.type("return x + 1 }\r")
        terminal.until("undefined\r\n")
        terminal.type("await f(1)\r")
        terminal.until("\n2\r\n")
        terminal.type("throw new Error('oh')\r")
        terminal.until("\nUncaught Error: oh\r\n")
        # A tab is a wish for completion when it comes alone.
        terminal.type("path.base")
        terminal.until("// [Function: basename]")
        terminal.type("\t")
        terminal.until("// [Function: basename]")
        terminal.type("('/a/file')\r")
        terminal.until("'file'\r\n")
        terminal.type("'pre' + 'view'")
        terminal.until("// 'preview'")
        terminal.type("\r")
        terminal.until("\n'preview'\r\n")
        terminal.until("> ")
        terminal.type("\x04")
        check_equal(terminal.finish(), 0, "exit code")


def test_interrupt(run):
    with Terminal(run) as terminal:
        terminal.until("> ")
        terminal.type("console.log('begins'); for (;;) {}\r")
        terminal.until("begins\r\n")
        # The loop is to be interrupted, not the call before it.
        time.sleep(1)
        terminal.type("\x03")
        terminal.until("Script execution was interrupted by `SIGINT`")
        terminal.until("> ")
        # While the code itself runs, Ctrl+C is a signal; when it waits, a key.
        terminal.type("await new Promise(() => setImmediate(() => console.log('waits')))\r")
        terminal.until("waits\r\n")
        terminal.type("\x03")
        terminal.until("Script execution was interrupted by `SIGINT`")
        terminal.until("> ")
        terminal.type("\x03")
        terminal.until("(To exit, press Ctrl+C again or Ctrl+D or type .exit)")
        terminal.type("\x03")
        check_equal(terminal.finish(), 0, "exit code")


def test_history(run):
    history = run.folder / "history"
    for line in ("'first'", "'second'"):
        with Terminal(run, NODE_REPL_HISTORY=str(history)) as terminal:
            terminal.until("> ")
            terminal.type(f"{line}\r")
            terminal.until(f"\n{line}\r\n")
            terminal.type(".exit\r")
            check_equal(terminal.finish(), 0, "exit code")
    check_equal(history.read_text(), ".exit\n'second'\n.exit\n'first'")


def test_pipe(run):
    code, output, errors = run.output("-i", input=b"1\nthrow 2\n[\n3]\nprocess.exitCode = 4\n", env={"NODE_REPL_HISTORY": ""})
    check_equal(output[output.index("> "):], "> 1\n> Uncaught 2\n> | [ 3 ]\n> 4\n> ")
    check_equal((code, errors), (4, ""))


def test_eval_first(run):
    code, output, errors = run.output("-i", "-e", "var given = 5", input=b"given\nmodule.id\n")
    check_equal(output[output.index("> "):], "> 5\n> '<repl>'\n> ")
    check_equal((code, errors), (0, ""))


def test_external_module(run):
    path = run.write("own.js", "console.log('in place of it');\n")
    run.expect("in place of it\n", "-i", env={"NODE_REPL_EXTERNAL_MODULE": str(path)})


def test_strict_mode(run):
    code, output, _ = run.output("-i", input=b"undeclared = 1\n", env={"NODE_REPL_MODE": "strict"})
    assert "Uncaught ReferenceError: undeclared is not defined\n" in output, output
    check_equal(code, 0)
