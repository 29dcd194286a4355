"""Hostile arguments to every builtin module (test/fuzz/hostile_arguments.cjs), the same calls each time; by hand with other seeds,
and more of them."""
import contextlib
import os
import resource
import signal
import subprocess

from driver import PATIENCE, ROOT

PROGRAM = ROOT / "test/fuzz/hostile_arguments.cjs"
SEED = "20241121"
CALLS = "120"


def probe(run, module):
    """How the program ended, and why, if it was not well."""
    folder = run.folder / module.replace("/", "-")
    folder.mkdir()
    log = folder.with_suffix(".log")
    # A file: what was started with it may hold it longer than the program lives.
    told = folder.with_suffix(".err")
    with told.open("wb") as errors:
        process = subprocess.Popen(
            [run.runtime, "--expose-gc", str(PROGRAM), "probe", module, SEED, CALLS],
            cwd=folder,
            env={**os.environ, "HOME": str(folder), "PROBE_LOG": str(log), "NODE_NO_WARNINGS": "1"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
        )
    try:
        ended = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        ended = "not at all"
    finally:
        # The programs that were started by what was probed.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    last = log.read_text().strip().split("\n")[-1] if log.exists() else "before the first call"
    return None if ended == 0 else f"{module} {SEED} {CALLS}: ended {ended} at {last}\n{told.read_text(errors='replace')[-2000:]}"


def test_hostile_arguments_end_no_program(run):
    code, modules, errors = run.output(PROGRAM, "list")
    assert code == 0, errors
    failures = [failure for module in modules.split() if (failure := probe(run, module))]
    assert not failures, "\n".join(failures)
