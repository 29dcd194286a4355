"""Programs that fail: what Node prints on standard error, and its exit codes."""
import ctypes
import re

from driver import check_equal


def said(errors):
    """Standard error without stack frames, and without the excerpt of a file that belongs to the runtime itself."""
    lines = [line for line in errors.split("\n") if not re.match(r"\s+at ", line)]
    text = "\n".join(re.sub(r"^    at .* \{$", "", line) for line in lines)
    return re.sub(r"^node:[^\n]+:\d+\n[^\n]*\n[^\n]*\n\n", "", text)


def check_failure(run, code, expected, *arguments, **options):
    """The program ends with `code`, and says `expected` (a pattern) and its version."""
    actual = run.output(*arguments, **options)
    whole = expected + r"\n\nNode\.js v\d+\.\d+\.\d+\n"
    if actual[0] != code or actual[1] != "" or not re.fullmatch(whole, said(actual[2])):
        raise AssertionError(f"expected {code} and\n{whole}\ngot {actual[0]}, output {actual[1]!r} and\n{said(actual[2])}\nof\n{actual[2]}")


def test_missing_script(run):
    path = re.escape(str(run.folder.resolve() / "missing.js"))
    # The frames' own line carries the brace that opens the properties.
    check_failure(run, 1, rf"Error: Cannot find module '{path}'\n  code: 'MODULE_NOT_FOUND',\n  requireStack: \[\]\n}}", "missing.js")


def test_directory_without_index(run):
    (run.folder / "empty").mkdir()
    path = re.escape(str(run.folder.resolve() / "empty"))
    check_failure(run, 1, rf"Error: Cannot find module '{path}'\n  code: 'MODULE_NOT_FOUND',\n  requireStack: \[\]\n}}", "empty")


def test_directory_with_index(run):
    run.write("app/index.js", "console.log('found');\n")
    run.expect("found\n", "app")


def test_syntax_error(run):
    path = run.write("bad.js", "// one line before\nlet x = ;\n").resolve()
    check_failure(run, 1, rf"{re.escape(str(path))}:2\nlet x = ;\n        \^\n\nSyntaxError: Unexpected token ';'", path)


def test_syntax_error_in_required_file(run):
    run.write("bad.js", "let x = ;\n")
    path = run.write("main.js", "require('./bad.js');\n").resolve()
    check_failure(run, 1, rf"{re.escape(str(path.parent))}/bad\.js:1\nlet x = ;\n        \^\n\nSyntaxError: Unexpected token ';'", path)


def test_throw(run):
    path = run.write("throw.js", "function f() {\n  throw new Error('boom');\n}\nf();\n").resolve()
    code, _, errors = run.output(path)
    check_equal(code, 1)
    lines = errors.split("\n")
    check_equal(
        lines[:7],
        [f"{path}:2", "  throw new Error('boom');", "  ^", "", "Error: boom", f"    at f ({path}:2:9)", f"    at Object.<anonymous> ({path}:4:1)"],
    )


def test_throw_of_no_error(run):
    path = run.write("throw.js", "throw 42\n").resolve()
    check_failure(
        run, 1,
        rf"\n{re.escape(str(path))}:1\nthrow 42\n\^\n42\n\(Use `\w+ --trace-uncaught \.\.\.` to show where the exception was thrown\)",
        path,
    )


def test_throw_with_properties_and_cause(run):
    path = run.write(
        "throw.js", "const e = new TypeError('outer', { cause: new Error('inner') });\ne.extra = { a: 1 };\nthrow e;\n"
    ).resolve()
    check_failure(
        run, 1,
        rf"{re.escape(str(path))}:3\nthrow e;\n\^\n\nTypeError: outer\n"
        r"(    \.\.\. \d+ lines matching cause stack trace \.\.\.\n)?  extra: \{ a: 1 \},\n  \[cause\]: Error: inner\n\}",
        path,
    )


def test_throw_at_exit(run):
    path = run.write("throw.js", "process.on('exit', () => { throw new Error('at exit'); });\n").resolve()
    check_failure(
        run, 1,
        rf"{re.escape(str(path))}:1\nprocess\.on\('exit', \(\) => \{{ throw new Error\('at exit'\); \}}\);\n +\^\n\nError: at exit",
        path,
    )


def test_throw_in_a_callback(run):
    path = run.write("throw.js", "setTimeout(() => {\n  null.x;\n}, 1);\nsetTimeout(() => console.log('never'), 50);\n").resolve()
    check_failure(
        run, 1,
        rf"{re.escape(str(path))}:2\n  null\.x;\n       \^\n\nTypeError: Cannot read properties of null \(reading 'x'\)",
        path,
    )


def test_rejection(run):
    path = run.write("reject.js", "Promise.reject(new Error('late'));\n").resolve()
    check_failure(
        run, 1, rf"{re.escape(str(path))}:1\nPromise\.reject\(new Error\('late'\)\);\n               \^\n\nError: late", path
    )


def test_rejection_with_no_error(run):
    check_failure(
        run, 1,
        r"UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch "
        r"block, or by rejecting a promise which was not handled with \.catch\(\)\. The promise rejected with the reason "
        r"\"7\"\.\n  code: 'ERR_UNHANDLED_REJECTION'\n\}",
        run.write("reject.js", "Promise.reject(7);\n"),
    )


def test_uncaught_exception_listener(run):
    path = run.write(
        "caught.js",
        "process.on('uncaughtException', (error, origin) => console.log(error.message, origin));\n"
        "setTimeout(() => console.log('goes on'), 1);\nthrow new Error('thrown');\n",
    )
    run.expect("thrown uncaughtException\ngoes on\n", path)


def test_unhandled_rejection_listener(run):
    path = run.write(
        "caught.js",
        "process.on('unhandledRejection', (reason) => console.log(reason.message));\n"
        "process.on('rejectionHandled', () => console.log('handled after all'));\n"
        "const p = Promise.reject(new Error('rejected'));\nsetTimeout(() => p.catch(() => {}), 5);\n",
    )
    run.expect("rejected\nhandled after all\n", path)


def test_require_of_nothing(run):
    for name in ("./nothing", "no-such-package"):
        path = run.write("main.js", f"require('{name}');\n").resolve()
        check_failure(
            run, 1,
            rf"Error: Cannot find module '{re.escape(name)}'\nRequire stack:\n- {re.escape(str(path))}\n"
            rf"  code: 'MODULE_NOT_FOUND',\n  requireStack: \[ '{re.escape(str(path))}' \]\n\}}",
            path,
        )


def test_require_of_an_unknown_builtin(run):
    path = run.write("main.js", "require('node:nonsense');\n").resolve()
    check_failure(run, 1, r"Error \[ERR_UNKNOWN_BUILTIN_MODULE\]: No such built-in module: node:nonsense\n  code: 'ERR_UNKNOWN_BUILTIN_MODULE'\n\}", path)


def test_require_of_bad_json(run):
    run.write("bad.json", "{ bad")
    path = run.write("main.js", "require('./bad.json');\n").resolve()
    where = re.escape(str(path.parent))
    code, _, errors = run.output(path)
    check_equal(code, 1)
    assert re.search(
        rf"SyntaxError: {where}/bad\.json: Expected property name or '}}' in JSON at position 2 \(line 1 column 3\)", errors
    ), errors


def test_import_of_nothing(run):
    path = run.write("main.mjs", "import './nothing.mjs';\n").resolve()
    where = re.escape(str(path.parent))
    check_failure(
        run, 1,
        rf"Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module '{where}/nothing\.mjs' imported from {where}/main\.mjs\n"
        rf"  code: 'ERR_MODULE_NOT_FOUND',\n  url: 'file://{where}/nothing\.mjs'\n\}}",
        path,
    )


def test_import_of_a_missing_package(run):
    path = run.write("main.mjs", "import 'no-such-package';\n").resolve()
    check_failure(
        run, 1,
        rf"Error \[ERR_MODULE_NOT_FOUND\]: Cannot find package 'no-such-package' imported from {re.escape(str(path))}\n"
        r"  code: 'ERR_MODULE_NOT_FOUND'\n\}",
        path,
    )


def test_import_of_a_missing_name(run):
    path = run.write("main.mjs", "import { zzz } from 'node:fs';\n").resolve()
    check_failure(
        run, 1,
        rf"file://{re.escape(str(path))}:1\nimport \{{ zzz \}} from 'node:fs';\n         \^\^\^\n"
        r"SyntaxError: The requested module 'node:fs' does not provide an export named 'zzz'",
        path,
    )


def test_unsettled_top_level_await(run):
    path = run.write("main.mjs", "await new Promise(() => {});\n").resolve()
    code, output, errors = run.output(path)
    check_equal((code, output), (13, ""))
    check_equal(
        errors.rstrip("\n"),
        f"Warning: Detected unsettled top-level await at file://{path}:1\nawait new Promise(() => {{}});\n^",
    )


def test_exit_codes(run):
    for source, expected in (
        ("process.exit(5);", 5),
        ("process.exitCode = 3;", 3),
        ("process.exitCode = 3; process.on('exit', (code) => { process.exitCode = code + 1; });", 4),
        ("process.exitCode = 3; process.exit();", 3),
        ("process.on('beforeExit', () => { process.exitCode = 6; });", 6),
        ("setTimeout(() => process.exit(7), 1); setInterval(() => {}, 1000);", 7),
        ("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);", -15),
        ("process.abort();", -6),
    ):
        check_equal(run.output(run.write("exit.js", source))[0], expected, source)


def test_unknown_option(run):
    code, output, errors = run.output("--nonsense", "x.js")
    check_equal((code, output, errors), (9, "", f"{run.runtime}: bad option: --nonsense\n"))


def test_option_without_its_argument(run):
    code, output, errors = run.output("-e")
    check_equal((code, output, errors), (9, "", f"{run.runtime}: -e requires an argument\n"))


def drop_override():
    """Root without the right to read everything: as other users are."""
    libc = ctypes.CDLL(None)
    pr_capbset_drop = 24
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(pr_capbset_drop, capability, 0, 0, 0)


def test_unreadable_file(run):
    path = run.write("secret.js", "console.log('read');\n").resolve()
    path.chmod(0)
    code, output, errors = run.output(path, prepare=drop_override)
    check_equal((code, output), (1, ""))
    assert f"Error: EACCES: permission denied, open '{path}'" in errors, errors
    assert "errno: -13" in errors and "syscall: 'open'" in errors and "code: 'EACCES'" in errors, errors


def test_heap_limit(run):
    path = run.write("grow.js", "const a = []; for (;;) a.push(new Array(1000).fill(1.5));\n")
    code, output, errors = run.output("--max-old-space-size=20", path)
    assert code in (-6, 134), (code, errors)
    assert "JavaScript heap out of memory" in errors, errors


def test_late_handlers_of_rejections(run):
    """Whoever gets a handler late is told of by 'rejectionHandled', or a warning where nobody listens."""
    path = run.write("late.js", "const p = Promise.reject(1);\nsetTimeout(() => p.catch(() => {}), 5);\n")
    code, out, errors = run.output("--unhandled-rejections=none", path)
    check_equal((code, out), (0, ""))
    if "PromiseRejectionHandledWarning: Promise rejection was handled asynchronously (rejection id: 1)" not in errors:
        raise AssertionError(errors)
    path = run.write("told.js", "process.on('rejectionHandled', () => console.log('told'));\n" + path.read_text())
    check_equal(run.output("--unhandled-rejections=none", path), (0, "told\n", ""))


def test_listener_of_rejections_that_throws(run):
    path = run.write("rejection.js", "process.on('unhandledRejection', () => { throw new Error('in it'); });\nPromise.reject(1);\n").resolve()
    code, _, errors = run.output(path)
    check_equal(errors.split("\n")[:3], [f"{path}:1", "process.on('unhandledRejection', () => { throw new Error('in it'); });", " " * 41 + "^"])


def test_exit_listener_that_throws_into_a_listener(run):
    path = run.write("exit.js", "process.on('uncaughtException', (e) => console.log(e.message));\nprocess.on('exit', () => { process.exitCode = 9; throw new Error('at exit'); });\n")
    check_equal(run.output(path), (9, "at exit\n", ""))


def test_values_that_are_no_errors_end_a_module(run):
    path = run.write("value.mjs", "throw 'x';\n")
    code, _, errors = run.output(path)
    check_equal(code, 1)
    if "\nx\n(Use " not in f"\n{errors}" or "UnhandledPromiseRejection" in errors:
        raise AssertionError(errors)


def test_unsettled_await_tells_its_code_to_listeners(run):
    path = run.write("unsettled.mjs", "process.on('exit', (code) => console.log(code));\nawait new Promise(() => {});\n")
    code, out, _ = run.output(path)
    check_equal((code, out), (13, "13\n"))


def test_traced_interrupt(run):
    path = run.write("busy.js", "function busy() { console.log('busy'); for (;;); }\nrequire('util').setTraceSigInt(true);\nbusy();\n").resolve()
    program = run.start(path)
    program.expect_line("busy")
    program.signal(2)
    code, _, errors = program.finish()
    check_equal(code, -2)
    lines = errors.split("\n")
    check_equal(lines[0], "KEYBOARD_INTERRUPT: Script execution was interrupted by `SIGINT`")
    if not lines[1].startswith(f"    at busy ({path}:1:"):
        raise AssertionError(errors)
