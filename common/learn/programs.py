"""Running one test program and finding out how it ended."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

NOT_IMPLEMENTED = re.compile(r"not implemented: ([\w/.-]+)")
FRAME = re.compile(r"^\s*#\d+ 0x[0-9a-f]+ (?:in (?P<what>.*?) )?(?P<file>/[^:\s]+):(?P<line>\d+)")
LIMIT_OF_OUTPUT = 4 << 20
ASAN_OPTIONS = (
    f"detect_leaks={int(sys.platform != 'darwin')}:abort_on_error=0:"
    "detect_stack_use_after_return=0:allocator_may_return_null=0:handle_abort=1"
)


@dataclass
class Failure:
    test: str  # Suite.Name
    message: str
    where: str  # file:line of the assertion


@dataclass
class Outcome:
    kind: str  # passed, failed, crashed, timeout, leaked
    output: str = ""
    passed: int = 0
    failures: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    running: str = ""  # the test in which it crashed or hung
    reason: str = ""  # what the crash was
    where: str = ""  # the first line of the reader's, file:line

    @property
    def missing(self) -> list[str]:
        """The exercises whose stubs were hit, in order."""
        text = "\n".join(f.message for f in self.failures) if self.failures else self.output
        return list(dict.fromkeys(NOT_IMPLEMENTED.findall(text)))


def run(
    program: Path,
    limit: float,
    reader: Path,
    arguments: tuple[str, ...] = (),
    environment: dict[str, str] | None = None,
    hangs: str = "",
) -> Outcome:
    """Runs a GoogleTest program for at most `limit` seconds; `reader`'s files are named in a crash.

    hangs: what the program prints when it knows that it will never end, so that nobody has to wait.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        log = Path(folder) / "log"
        command = [
            str(program),
            f"--gtest_output=json:{report}",
            "--gtest_color=no",
            "--gtest_break_on_failure=0",
            "--gtest_catch_exceptions=1",
            *arguments,
        ]
        with open(log, "wb") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=test_environment(environment),
                start_new_session=True,
            )
            try:
                status = wait(process, limit, log, hangs)
            finally:
                end_group(process)
        with open(log, "rb") as text:
            output = with_lines(text.read(LIMIT_OF_OUTPUT).decode(errors="replace"), program)
        results = load(report)
    outcome = Outcome("passed", output)
    outcome.running = last_started(output)
    if status is None:
        outcome.kind = "timeout"
        return outcome
    read_results(results, outcome)
    if results is None or (status != 0 and not outcome.failures):
        outcome.kind = "crashed"
        outcome.reason, outcome.where = crash(status, output, reader)
        if results is not None and "LeakSanitizer" in output:
            outcome.kind = "leaked"
            if "LeakSanitizer has encountered a fatal error" in output:
                outcome.kind, outcome.reason = "passed", ""
    elif outcome.failures:
        outcome.kind = "failed"
    # An exercise that is hit before the first test, or where exceptions cannot pass.
    stub = re.search(r"NotImplemented'\s+what\(\):\s+(not implemented: \S+)", output)
    if outcome.kind == "crashed" and stub:
        outcome.kind, outcome.reason = "failed", ""
        outcome.failures = [Failure(outcome.running or "before the first test", stub[1], "")]
    return outcome


def wait(process: subprocess.Popen, limit: float, log: Path, hangs: str) -> int | None:
    """The exit status; None if the time is over before."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        try:
            return process.wait(0.05 if hangs else limit)
        except subprocess.TimeoutExpired:
            if hangs and hangs.encode() in log.read_bytes():
                return None
    return None


def test_environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GTEST_")}
    environment.setdefault("ASAN_OPTIONS", ASAN_OPTIONS)
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")
    environment.setdefault("GRADUS_CUDA_GUARD", "1")  # the host must not touch the GPU's memory
    environment.update(extra or {})
    return environment


def end_group(process: subprocess.Popen) -> None:
    """Ends a program and whatever it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def load(report: Path) -> dict | None:
    try:
        return json.loads(report.read_text(errors="replace"))
    except (OSError, ValueError):
        return None


def read_results(results: dict | None, outcome: Outcome) -> None:
    for suite in (results or {}).get("testsuites", []):
        for case in suite.get("testsuite", []):
            name = f"{suite['name']}.{case['name']}"
            if case.get("status") == "NOTRUN":
                continue
            if case.get("result") == "SKIPPED":
                outcome.skipped.append(name)
            elif case.get("failures"):
                outcome.failures += [failure(name, f["failure"]) for f in case["failures"]]
            else:
                outcome.passed += 1


def failure(test: str, text: str) -> Failure:
    first, _, rest = text.partition("\n")
    where = re.fullmatch(r"(.*):(\d+)", first)
    if not where or first.startswith("unknown file"):
        return Failure(test, rest if first.startswith("unknown file") else text, "")
    return Failure(test, rest.removeprefix("Failed\n"), first)


def failed_tests(outcome: Outcome) -> list[str]:
    return list(dict.fromkeys(f.test for f in outcome.failures))


def last_started(output: str) -> str:
    """The test that was running when the output ended."""
    started = re.findall(r"\[ RUN      \] (\S+)", output)
    ended = re.findall(r"\[ {7}OK \] (\S+)|\[  FAILED  \] ([^\s,]+)|\[  SKIPPED \] (\S+)", output)
    return started[-1] if len(started) > len([e for e in ended if any(e)]) or started else ""


def crash(status: int, output: str, reader: Path) -> tuple[str, str]:
    """What ended a program: a sanitizer's report in a line, or the signal; and the line."""
    found = re.search(r"ERROR: (?:Address|Leak)Sanitizer: (.*)", output)
    touched = re.search(r"^CUDA on the CPU: (.*)$", output, re.M)
    if touched:
        return touched[1], reader_frame(output[touched.start() :], reader)
    assertion = re.search(r"^([^\s:]+):(\d+): (.*): (Assertion .* failed)", output, re.M)
    if assertion:
        called = re.search(r"([\w:~]+(?:\[\]|[=<>+*-]+)?)\(", re.sub(r"<[^<>]*>", "", assertion[3]))
        inside = f" in {called[1]}" if called else ""
        at = reader_frame(output[found.start() :], reader) if found else ""
        return assertion[4] + inside, at or f"{assertion[1]}:{assertion[2]}"
    if found:
        text = re.sub(r" on (unknown )?address 0x[0-9a-f]+.*| \(pc 0x.*", "", found[1]).strip()
        known = SANITIZER.get(text.split()[0] if text else "", "")
        return (f"{text}{known}", reader_frame(output[found.start() :], reader))
    found = re.search(r"^(/[^:\n]+):(\d+):\d+: runtime error: (.*)$", output, re.M)
    if found:
        own = reader in Path(found[1]).parents
        return found[3], (
            f"{found[1]}:{found[2]}" if own else reader_frame(output[found.start() :], reader)
        )
    if status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return f"{name} ({signal.strsignal(-status)})" if name.startswith("SIG") else name, ""
    found = re.search(r"terminate called after throwing.*(?:\n.*what\(\):.*)?", output)
    if found:
        return found[0].replace("\n", ";"), ""
    return f"it ended with status {status} before the tests were over", ""


def with_lines(output: str, program: Path) -> str:
    """Adds file and line to stack frames that the sanitizer could not place (gcc's, inline code)."""
    bare = re.compile(rf"\({re.escape(str(program))}\+(0x[0-9a-f]+)\)")
    places = list(dict.fromkeys(bare.findall(output)))[:100]
    if not places or not shutil.which("addr2line"):
        return output
    done = subprocess.run(
        ["addr2line", "-e", str(program), *places], capture_output=True, text=True, errors="replace"
    )
    lines = dict(zip(places, done.stdout.splitlines()))

    def known(match: re.Match) -> str:
        line = re.sub(r" \(discriminator.*", "", lines.get(match[1], "?"))
        return match[0] if "?" in line else line

    return bare.sub(known, output)


SANITIZER = {
    "heap-use-after-free": ": memory is used after it was freed",
    "heap-buffer-overflow": ": reading or writing past the end of an allocation",
    "stack-buffer-overflow": ": reading or writing past the end of a local array",
    "stack-overflow": ": the recursion is too deep or endless",
    "SEGV": ": a pointer that points nowhere (null?) is used",
    "detected": "",
}


def reader_frame(text: str, reader: Path) -> str:
    """The innermost stack frame in the reader's files."""
    for line in text.splitlines():
        match = FRAME.match(line)
        if match and reader in Path(match["file"]).parents:
            return f"{match['file']}:{match['line']}"
    return ""
