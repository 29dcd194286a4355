#!/usr/bin/env python3
"""`make conformance`: runs Node's own tests against build/release/eddy and writes docs/conformance.md.

    tools/conformance.py [--area fs,http] [--jobs 2]

The tests are Node's; they are fetched and run from outside the project by the material in ../shared/conformance. Where that is not
there, or the tests can't be fetched, nothing is run and docs/conformance.md stays as it is.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MATERIAL = ROOT.parent / "shared/conformance"
RESULTS = ROOT / "build/conformance.json"
PAGE = ROOT / "docs/conformance.md"


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


def run(tests, options):
    known = {}
    if options.area and RESULTS.is_file():
        known = json.loads(RESULTS.read_text())["tests"]
    part = RESULTS.with_suffix(".part.json")
    command = [sys.executable, MATERIAL / "conform.py", "--runtime", ROOT / "build/release/eddy", "--tests", tests,
               "--jobs", str(options.jobs), "--retry", "1", "--out", part]
    subprocess.run([*map(str, command), *(["--area", options.area] if options.area else [])], check=True)
    results = json.loads(part.read_text())
    results["tests"] = {**known, **results["tests"]}
    RESULTS.write_text(json.dumps(results, indent=0))
    return results["tests"]


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
            failing[result["area"]].append(f"`{name}`" + ("" if result["status"] == "fail" else f" ({result['status']})"))
    lines = [
        "# Conformance", "",
        "How many of Node 24's own tests pass, of those that apply to a runtime that is not Node itself. Written by `make conformance`;",
        "the tests themselves are Node's and no part of the project.", "",
        "| area | applicable | pass | percent |", "|---|---:|---:|---:|",
    ]
    whole = areas.pop("all")
    for area, counts in sorted(areas.items(), key=lambda item: (-item[1]["applicable"], item[0])) + [("**all**", whole)]:
        lines.append(f"| {area} | {counts['applicable']} | {counts['pass']} | {100 * counts['pass'] / counts['applicable']:.1f} |")
    lines += ["", "## What fails", ""]
    for area in sorted(failing):
        lines += ["<details>", f"<summary>{area}: {len(failing[area])}</summary>", "", *[f"- {name}" for name in failing[area]], "", "</details>", ""]
    return "\n".join(lines).rstrip() + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--area", help="only these areas; the others keep their last results")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    tests = fetch_tests()
    results = run(tests, options)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(results))
    print(f"Wrote {PAGE.relative_to(ROOT)}")


main()
