"""Random input to builtin modules, compared with what Node answers. Skipped where no Node of the same API level is at hand."""
import os
import random
import shutil
import subprocess

from driver import ROOT, Skipped

PROGRAM = ROOT / "test/fuzz/core_modules.cjs"
TEXT_PROGRAM = ROOT / "test/fuzz/text_modules.cjs"
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


def compare(run, area, program=PROGRAM):
    node = reference()
    seed = random.randrange(2**31)
    arguments = [str(program), area, str(seed), str(COUNT)]
    env = {**os.environ, "NO_COLOR": "1", "NODE_NO_WARNINGS": "1"}
    theirs = subprocess.run([node, *arguments], capture_output=True, env=env, timeout=120).stdout.split(b"\n")
    code, ours, errors = run.output(*arguments, env={"NODE_NO_WARNINGS": "1"})
    if code != 0:
        raise AssertionError(f"seed {seed}: ended with {code}\n{errors}")
    ours = ours.encode().split(b"\n")
    for expected, actual in zip(theirs, ours):
        if expected != actual:
            raise AssertionError(f"{area}, seed {seed}:\n  Node {expected!r}\n  Eddy {actual!r}")
    if len(ours) != len(theirs):
        raise AssertionError(f"{area}, seed {seed}: {len(theirs)} lines of Node, {len(ours)} of Eddy")


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
