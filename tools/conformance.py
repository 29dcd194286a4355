#!/usr/bin/env python3
"""`make conformance`: runs Node's own tests against build/release/eddy and writes docs/conformance.md.

    tools/conformance.py [--area fs,http] [--jobs 2]   runs them; writes the page and test/conformance/passing.txt
    tools/conformance.py --check [--jobs 2]            runs those that passing.txt names; fails when one has stopped to pass

The tests are Node's; they are fetched and run from outside the project by the material in ../shared/conformance. Where that is not
there, or the tests can't be fetched, nothing is run and what is written stays as it is.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MATERIAL = ROOT.parent / "shared/conformance"
RESULTS = ROOT / "build/conformance.json"
PAGE = ROOT / "docs/conformance.md"
PASSING = ROOT / "test/conformance/passing.txt"
UNSTEADY = ROOT / "test/conformance/unsteady.txt"

# A test that takes longer than this, or passed only when it was run again, is none that a loaded machine can be held to.
LONGEST = 5.0

# How often a test that is known to pass is run again, alone, before it counts as broken: what is broken fails every time.
RETRIES = 3

# Seconds until a test that is known to pass counts as hung: the longest of them takes LONGEST on an ordinary machine.
PATIENCE = 90

# Why a test fails, as far as what it printed tells: the first pattern that is found. {0} is what its group has matched.
REASONS = [(re.compile(pattern, re.M), text) for pattern, text in [
    (r"Cannot find (?:module|package) '([^']+)'", "no module {0}"),
    (r"No such built-in module: (\S+)", "no module {0}"),
    (r"bad option: (\S+)", "no option {0}"),
    (r"^(?:Uncaught )?ReferenceError: (\S+) is not defined", "no global {0}"),
    (r"^TypeError: (\S+) is not a (?:function|constructor)", "no {0}"),
    (r"^(AssertionError|Error|TypeError|RangeError) \[(ERR_(?!ASSERTION)\w+)\]", "{1}"),
    (r"Mismatched .* function calls\. Expected .*, actual (\d+)", "calls: {0}"),
    (r"function should not have been called", "called what it should not"),
    (r"^AssertionError \[ERR_ASSERTION\]: (.+)", "differs: {0}"),
    (r"^(\w*Error(?: \[\w+\])?: .+)", "{0}"),
    (r"^not ok \d+ - (.+)", "not ok: {0}"),
]]


# Folders of the machine that the tests ran on.
PATHS = re.compile(r"(?:file://)?(?:/[\w.@+-]+)+/")


def skip(reason):
    print(f"conformance: skipped: {reason}")
    sys.exit(0)


def fetch_tests():
    if not (MATERIAL / "conform.py").is_file():
        skip(f"no conformance material beside the project ({MATERIAL.relative_to(ROOT.parent)})")
    fetched = subprocess.run([MATERIAL / "get-node-tests"], capture_output=True, text=True)
    if fetched.returncode:
        skip(f"Node's tests can't be fetched: {fetched.stderr.strip().splitlines()[-1:] or 'unknown reason'}")
    return pathlib.Path(fetched.stdout.strip().splitlines()[-1]) / "test"


def conform(tests, out, jobs, retries, more=()):
    command = [sys.executable, MATERIAL / "conform.py", "--runtime", ROOT / "build/release/eddy", "--tests", tests,
               "--jobs", jobs, "--retry", retries, "--out", out, *more]
    subprocess.run([str(part) for part in command], check=True)
    return json.loads(out.read_text())["tests"]


def run(tests, options):
    known = {}
    if options.area and RESULTS.is_file():
        known = json.loads(RESULTS.read_text())["tests"]
    more = ["--area", options.area] if options.area else []
    results = {**known, **conform(tests, RESULTS.with_suffix(".part.json"), options.jobs, 1, more)}
    RESULTS.write_text(json.dumps({"tests": results}, indent=0))
    return results


def why(result):
    """A few words about a failing test."""
    if result["status"] == "timeout":
        return "does not end"
    for pattern, text in REASONS:
        if found := pattern.search(result.get("tail", "")):
            words = PATHS.sub("", text.format(*found.groups())).replace("|", "/").replace("`", "'").strip()
            return words if len(words) <= 70 else words[:69] + "…"
    return f"exit code {result['rc']}" if result["status"] == "fail" else result["status"]


def page(tests):
    areas = collections.defaultdict(collections.Counter)
    failing = collections.defaultdict(list)
    for name, result in sorted(tests.items()):
        if result["status"] == "n/a":
            continue
        for row in (result["area"], "all"):
            areas[row]["applicable"] += 1
            areas[row]["pass"] += result["status"] == "pass"
        if result["status"] != "pass":
            failing[result["area"]].append(f"`{name}`: {why(result)}")
    lines = [
        "# Conformance", "",
        "How many of Node 24's own tests pass, of those that apply to a runtime that is not Node itself. Written by `make conformance`;",
        "the tests themselves are Node's and no part of the project. `test/conformance/passing.txt` names those that pass: CI runs them.",
        "", "| area | applicable | pass | percent |", "|---|---:|---:|---:|",
    ]
    whole = areas.pop("all")
    for area, counts in sorted(areas.items(), key=lambda item: (-item[1]["applicable"], item[0])) + [("**all**", whole)]:
        lines.append(f"| {area} | {counts['applicable']} | {counts['pass']} | {100 * counts['pass'] / counts['applicable']:.1f} |")
    lines += ["", "## What fails", ""]
    for area in sorted(failing):
        lines += ["<details>", f"<summary>{area}: {len(failing[area])}</summary>", "", *[f"- {line}" for line in failing[area]], "",
                  "</details>", ""]
    return "\n".join(lines).rstrip() + "\n"


def steady(result):
    return result["status"] == "pass" and not result.get("flaky") and result["secs"] <= LONGEST


def write(results):
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(results))
    PASSING.parent.mkdir(exist_ok=True)
    unsteady = {line for line in UNSTEADY.read_text().splitlines() if not line.startswith("#")}
    PASSING.write_text("".join(f"{name}\n" for name, result in sorted(results.items()) if steady(result) and name not in unsteady))
    print(f"Wrote {PAGE.relative_to(ROOT)} and {PASSING.relative_to(ROOT)}")


def link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def only(tests, names):
    """A folder that looks like Node's tests and has just those of `names`."""
    folder = ROOT / "build/conformance/test"
    shutil.rmtree(folder, ignore_errors=True)
    kinds = {name.split("/")[0] for name in names}
    # Some are another test with other settings.
    asked_for = {f"{name.split('/')[0]}/{other}.js" for name in names
                 for other in re.findall(r"require\('\./(test-[\w.-]+?)(?:\.js)?'\)", (tests / name).read_text(errors="replace"))}

    def left_out(parent, entries):
        kind = str(pathlib.Path(parent).relative_to(tests))
        if kind not in kinds:
            return []
        return [name for name in entries if re.fullmatch(r"test-.*\.m?js", name) and f"{kind}/{name}" not in names | asked_for]

    shutil.copytree(tests, folder, symlinks=True, ignore=left_out, copy_function=link_or_copy)
    return folder


def check(tests, options):
    if not PASSING.is_file():
        skip(f"no {PASSING.relative_to(ROOT)}: `make conformance` writes it")
    names = set(PASSING.read_text().split())
    results = conform(only(tests, names), ROOT / "build/conformance.check.json", options.jobs, RETRIES,
                      ["--dirs", ",".join(sorted({name.split("/")[0] for name in names})), "--timeout", PATIENCE])
    stopped = [f"{name}: {why(results[name])}" for name in sorted(names) if name in results and results[name]["status"] not in ("pass", "n/a", "skip")]
    print(f"{len(names)} of Node's tests are known to pass; {len(stopped)} of them do not", *stopped, sep="\n  ")
    # Not broken, but worth a look: what passed only when it was run again, and what was not there, or not for this machine.
    for what, chosen in {
        "passed when run again": [name for name in sorted(names) if results.get(name, {}).get("flaky")],
        "skipped": [name for name in sorted(names) if results.get(name, {}).get("status") == "skip"],
        "not among the tests": sorted(names - set(results)),
    }.items():
        if chosen:
            print(f"{what}: {' '.join(chosen)}")
    sys.exit(1 if stopped else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--area", help="only these areas; the others keep their last results")
    parser.add_argument("--check", action="store_true", help="run what is known to pass")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    tests = fetch_tests()
    if options.check:
        check(tests, options)
    write(run(tests, options))


main()
