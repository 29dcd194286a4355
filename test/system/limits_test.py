"""Programs that start with little: closed standard descriptors, few descriptors, no folder, outputs that fail or fill up."""
import os
import pathlib
import resource
import subprocess

from driver import PATIENCE, Skipped, check_equal

BACKENDS = ("uring", "epoll")


def closing(*descriptors):
    def prepare():
        for fd in descriptors:
            os.close(fd)

    return prepare


def limiting(**limits):
    def prepare():
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name.upper()}"), (value, value))

    return prepare


def piped(run, command, path, **environment):
    """`command` in bash, where "$@" is the program: (exit code, standard output, standard error)."""
    done = subprocess.run(
        ["bash", "-c", command, "bash", run.runtime, str(path)],
        cwd=run.folder, env={**os.environ, "NO_COLOR": "1", **environment}, capture_output=True, timeout=PATIENCE,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def unread_pipe():
    """The writing end of a pipe that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def test_closed_standard_descriptors_are_opened_on_dev_null(run):
    path = run.write(
        "program.js",
        """
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
console.log('out');
console.error('err');
const told = [0, 1, 2].map((fd) => fs.readlinkSync(`/proc/self/fd/${fd}`));
const child = spawnSync('echo', ['from the child'], { stdio: 'inherit' });
fs.writeFileSync('told', JSON.stringify([told.map((name) => name === '/dev/null'), child.status]));
""",
    )
    for backend in BACKENDS:
        for fds in ((0,), (1,), (2,), (1, 2), (0, 1, 2)):
            program = run.start(path, env={"EDDY_LOOP": backend}, stdin=subprocess.PIPE, prepare=closing(*fds))
            check_equal(program.finish()[0], 0, f"exit code without {fds}")
            check_equal(
                (run.folder / "told").read_text(),
                "[[" + ",".join(str(fd in fds).lower() for fd in range(3)) + "],0]",
                f"descriptors without {fds}",
            )


def test_few_descriptors_are_enough(run):
    path = run.write(
        "program.js",
        """
const names = ['http', 'net', 'fs', 'worker_threads', 'child_process', 'crypto', 'tls', 'dgram', 'zlib'];
console.log(names.map((name) => typeof require(name)).join());
""",
    )
    for backend in BACKENDS:
        run.expect(",".join(["object"] * 9) + "\n", path, env={"EDDY_LOOP": backend}, prepare=limiting(nofile=30))


def test_without_descriptors_operations_fail_and_the_loop_lives_on(run):
    path = run.write(
        "program.js",
        """
const fs = require('node:fs');
const { spawn, spawnSync } = require('node:child_process');
const { Worker } = require('node:worker_threads');
const { once } = require('node:events');
// What starts threads and asks the name service first is not at issue.
fs.stat('.', async () => {
  const open = [];
  let error;
  try {
    for (;;) open.push(fs.openSync('/dev/null'));
  } catch (caught) {
    error = caught;
  }
  console.log(error.code);
  const child = spawn('true');
  console.log((await once(child, 'error'))[0].code);
  console.log(spawnSync('true').error.code);
  console.log(await fs.promises.readFile('/etc/passwd').catch((error) => error.code));
  console.log(await fs.promises.opendir('/').catch((error) => error.code));
  const worker = new Worker('0', { eval: true });
  console.log((await once(worker, 'error'))[0].code);
  for (const fd of open) fs.closeSync(fd);
  console.log(spawnSync('echo', ['again']).stdout.toString().trim());
});
""",
    )
    for backend in BACKENDS:
        run.expect(
            "EMFILE\nEMFILE\nEMFILE\nEMFILE\nEMFILE\nERR_WORKER_INIT_FAILED\nagain\n",
            path, env={"EDDY_LOOP": backend}, prepare=limiting(nofile=64),
        )


def test_descriptors_above_1024(run):
    path = run.write(
        "program.js",
        """
const fs = require('node:fs');
const net = require('node:net');
const { spawnSync } = require('node:child_process');
for (let i = 0; i < 1500; i++) fs.openSync('/dev/null');
const server = net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  client.end('hello');
  client.on('data', (chunk) => console.log(String(chunk)));
  client.on('close', () => {
    server.close();
    // None of them reaches a child.
    console.log(spawnSync('ls', ['/proc/self/fd']).stdout.toString().trim().split('\\n').length < 8);
  });
});
""",
    )
    for backend in BACKENDS:
        run.expect("hello\ntrue\n", path, env={"EDDY_LOOP": backend}, prepare=limiting(nofile=4096))


def test_a_program_runs_where_the_current_folder_is_gone(run):
    script = run.write("main.cjs", "console.log(typeof require('node:path').resolve('/x'));\n").resolve()
    module = run.write("main.mjs", "import { sep } from 'node:path';\nconsole.log(sep);\n").resolve()
    for path, expected in ((script, "string\n"), (module, "/\n")):
        (run.folder / "gone").mkdir()
        program = run.start(path, cwd=run.folder / "gone", prepare=lambda: os.rmdir(run.folder / "gone"))
        check_equal(program.finish(), (0, expected, ""))


def test_console_tells_that_its_output_fails_from_the_second_time_on(run):
    source = """
const { writeSync } = require('node:fs');
let lines = 0;
const more = () => {
  if (++lines > 3) return;
  console.log('line');
  setTimeout(more, 1);
};
more();
process.on('exit', (code) => writeSync(2, `exit ${code} after ${lines}\\n`));
"""
    path = run.write("program.js", source)
    for target, code in (unread_pipe(), "EPIPE"), (os.open("/dev/full", os.O_WRONLY), "ENOSPC"):
        done = subprocess.run([run.runtime, str(path)], env={**os.environ, "NO_COLOR": "1"}, stdout=target, stderr=subprocess.PIPE,
                              text=True, timeout=PATIENCE)
        os.close(target)
        assert done.returncode == 1 and done.stderr.startswith("exit 1 after 2\n") and code in done.stderr, done
    listening = run.write("listening.js", "process.stdout.on('error', (error) => console.error(error.message));\nconsole.log('x');\n")
    check_equal(piped(run, 'exec "$@" >/dev/full', listening), (0, "", "ENOSPC: no space left on device, write\n"))


def test_a_full_pipe_loses_nothing_of_what_console_prints(run):
    path = run.write("program.js", "for (let i = 0; i < 50000; i++) console.log('0123456789');\nprocess.exitCode = 4;\n")
    check_equal(piped(run, '"$@" | (sleep 0.2; wc -c); exit ${PIPESTATUS[0]}', path), (4, "550000\n", ""))


def test_a_failing_handler_of_exceptions_ends_the_process_at_once(run):
    for register in ("process.on('uncaughtException', fail)", "process.setUncaughtExceptionCaptureCallback(fail)"):
        path = run.write(
            "program.js",
            f"function fail() {{ throw new Error('second'); }}\n{register};\n"
            "process.on('exit', () => console.log('exit'));\nthrow new Error('first');\n",
        )
        code, output, errors = run.output(path)
        check_equal((code, output), (7, ""))
        assert "Error: second" in errors, errors


def test_an_exception_at_exit_leaves_a_chosen_exit_code(run):
    throwing = "process.on('exit', () => { throw new Error('late'); });\n"
    for source, expected in (("process.exit(5);", 5), ("process.exit(0);", 0), ("process.exitCode = 4;", 4), ("", 1)):
        code, output, errors = run.output(run.write("program.js", throwing + source))
        check_equal((code, output), (expected, ""), f"after {source!r}")
        assert "Error: late" in errors, errors


def test_a_file_size_limit_is_an_error(run):
    if run.sanitizer() == "tsan":
        raise Skipped("ThreadSanitizer makes a file of its own at start")
    path = run.write(
        "program.js",
        "const fs = require('node:fs');\nfs.writeFile('x', 'text', (error) => console.log(error.code));\n"
        "try { fs.writeFileSync('y', 'text'); } catch (error) { console.log(error.code); }\n",
    )
    run.expect("EFBIG\nEFBIG\n", path, prepare=limiting(fsize=0))
