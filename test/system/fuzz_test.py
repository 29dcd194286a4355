"""Random input to builtin modules, compared with what Node answers. Skipped where no Node of the same API level is at hand.

EDDY_FUZZ_SEED=<n> repeats a run: the seed is told, and kept with what differed, when one fails. The file system is shared with
whatever else runs: its calls are the same ones each time, unless EDDY_FUZZ_SEED, and EDDY_FUZZ_COUNT sequences, ask for others."""
import os
import pathlib
import random
import resource
import shutil
import subprocess

from driver import PATIENCE, ROOT, Skipped

PROGRAM = ROOT / "test/fuzz/core_modules.cjs"
DNS_PROGRAM = ROOT / "test/fuzz/dns_answers.cjs"
TEXT_PROGRAM = ROOT / "test/fuzz/text_modules.cjs"
FILE_PROGRAM = ROOT / "test/fuzz/file_system.cjs"
COUNT = 3000


def reference():
    """A Node of this API level: $EDDY_REFERENCE_NODE, or `node24` or `node` from PATH."""
    for name in (os.environ.get("EDDY_REFERENCE_NODE"), "node24", "node"):
        path = shutil.which(name) if name else None
        if path:
            version = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
            # `eddy` may be installed under this name.
            told = subprocess.run([path, "-p", "process.versions.eddy"], capture_output=True, text=True).stdout.strip()
            if version.startswith("v24.") and told == "undefined":
                return path
    raise Skipped("no Node 24 to compare with")


def differences(expected, actual):
    """Pairs of lines that are not the same; None where one side has no more."""
    for at in range(max(len(expected), len(actual))):
        pair = (expected[at] if at < len(expected) else None, actual[at] if at < len(actual) else None)
        if pair[0] != pair[1]:
            yield pair


def compare(run, area, program=PROGRAM):
    node = reference()
    seed = int(os.environ.get("EDDY_FUZZ_SEED") or random.randrange(2**31))
    arguments = [str(program), area, str(seed), str(COUNT)]
    env = {**os.environ, "NO_COLOR": "1", "NODE_NO_WARNINGS": "1"}
    theirs = subprocess.run([node, *arguments], capture_output=True, env=env, timeout=PATIENCE).stdout.split(b"\n")
    code, ours, errors = run.output(*arguments, env={"NODE_NO_WARNINGS": "1"})
    found = [f"  Node {expected!r}\n  Eddy {actual!r}" for expected, actual in differences(theirs, ours.encode().split(b"\n"))]
    if code == 0 and not found:
        return
    # What is random may not come again: it is kept beside the test's output.
    again = " ".join([f"{program.name}", area, str(seed), str(COUNT)])
    kept = pathlib.Path(f"fuzz-{area}-{seed}.txt").resolve()
    kept.write_text("\n".join([again, f"ended with {code}", errors, *found, ""]))
    raise AssertionError("\n".join([f"{again} (kept in {kept}): ended with {code}, {len(found)} lines differ", errors, *found[:3]]))


def test_inspect_as_node(run):
    compare(run, "inspect")


def test_format_as_node(run):
    compare(run, "format")


def test_parse_args_as_node(run):
    compare(run, "parseArgs")


def test_querystring_as_node(run):
    compare(run, "querystring")


def test_deep_equality_as_node(run):
    compare(run, "equal")


def test_assertion_messages_as_node(run):
    compare(run, "assertion")


def test_path_as_node(run):
    compare(run, "path")


def test_buffer_as_node(run):
    compare(run, "buffer", TEXT_PROGRAM)


def test_url_as_node(run):
    compare(run, "url", TEXT_PROGRAM)


def test_search_params_as_node(run):
    compare(run, "searchParams", TEXT_PROGRAM)


def test_legacy_url_as_node(run):
    compare(run, "legacyUrl", TEXT_PROGRAM)


def test_url_pattern_as_node(run):
    compare(run, "urlPattern", TEXT_PROGRAM)


def test_text_decoder_as_node(run):
    compare(run, "decoder", TEXT_PROGRAM)


def test_string_decoder_as_node(run):
    compare(run, "stringDecoder", TEXT_PROGRAM)


def test_base64_and_transcode_as_node(run):
    compare(run, "base64", TEXT_PROGRAM)


def test_dns_answers_as_node(run):
    compare(run, "answers", DNS_PROGRAM)


def test_mangled_dns_answers_have_an_outcome(run):
    seed = int(os.environ.get("EDDY_FUZZ_SEED") or random.randrange(2**31))
    code, lines, errors = run.output(str(DNS_PROGRAM), "mangled", str(seed), str(COUNT))
    assert code == 0 and lines.count("\n") == COUNT, f"seed {seed}: ended with {code} after {lines.count(chr(10))} answers\n{errors}"


def limit_files():
    """No file grows beyond this, however large a number asks for it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def compare_files(run, area):
    """Both runtimes make the same calls, one after the other, each in an empty folder of the same name."""
    seed = os.environ.get("EDDY_FUZZ_SEED", "1")
    count = os.environ.get("EDDY_FUZZ_COUNT", "25")
    arguments = [str(FILE_PROGRAM), area, seed, count]
    env = {**os.environ, "NO_COLOR": "1", "NODE_NO_WARNINGS": "1"}
    # As root the programs become nobody.
    run.folder.chmod(0o755)
    folder = run.folder / "files"
    results = []
    for runtime in (reference(), run.runtime):
        folder.mkdir()
        results.append(subprocess.run(
            [runtime, *arguments], cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE,
            preexec_fn=limit_files,
        ))
        shutil.rmtree(folder)
    theirs, ours = results
    if theirs.returncode != 0:
        raise Skipped(f"Node itself ended with {theirs.returncode}: {theirs.stderr[-300:]!r}")
    found = list(differences(theirs.stdout.split(b"\n"), ours.stdout.split(b"\n")))
    if ours.returncode != 0 or found:
        told = "".join(f"\n  Node {expected!r}\n  Eddy {actual!r}" for expected, actual in found[:3])
        again = " ".join([FILE_PROGRAM.name, *arguments[1:]])
        raise AssertionError(f"{again}: ended with {ours.returncode}, {len(found)} lines differ{told}\n{ours.stderr.decode()[-2000:]}")


def test_calls_by_path_as_node(run):
    compare_files(run, "paths")


def test_calls_on_trees_as_node(run):
    compare_files(run, "trees")


def test_streams_of_files_as_node(run):
    compare_files(run, "streams")
