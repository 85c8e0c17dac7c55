"""`gpu-check`: everything that can only be known with a GPU, in one command, and a file of what was seen.

Tests of the kernels against the CPU, compute-sanitizer over them, benchmarks. The programs can be
built on one machine (`--pack`) and run on another one (`--from`), which needs Python and a driver
and nothing else.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from learn import bench, programs
from learn.files import write_atomic
from learn.gpu_programs import SCRIPTS, Programs
from learn.manifest import Course
from learn.suite import Tally
from learn.term import bold, say
from learn.trouble import Trouble

TOOLS = ("memcheck", "racecheck", "initcheck", "synccheck")
# Tests ask for what cannot be given, to see that it is refused: that is no finding. Nor are those of
# one test, which copies from nowhere.
OPTIONS = {"memcheck": ["--report-api-errors", "no"]}
NOT_ON_PURPOSE = "--gtest_filter=-DeviceMemory.ErrorsOfKernelsShowAtCopies"
TEST_LIMIT, SANITIZER_LIMIT, BENCH_LIMIT = 600.0, 1800.0, 1800.0


def run(course: Course, source: Programs, out: Path | None, sanitize: bool, command: str) -> int:
    gpu = first_gpu()
    say(f"{bold(gpu['name'])}, driver {gpu['driver']}")
    if warning := too_old(gpu["driver"], source.about.get("toolkit", "")):
        say(warning)
    tally = Tally()
    report = {
        "gpu": gpu,
        "build": source.about,
        "command": command,
        "date": date.today().isoformat(),
        "tests": {},
        "sanitizer": {},
        "trainings": {},
        "bench": [],
    }
    for name in source.tests:
        report["tests"][Path(name).name] = test(source.folder / name, tally)
    if sanitize:
        report["sanitizer"] = sanitized(source, tally)
    environment = data_environment(course)
    if source.trainings and "GRADUS_DATA" not in environment:
        say("no data sets here (./learn data mnist, or GRADUS_DATA): nothing is trained")
    for name in source.trainings if "GRADUS_DATA" in environment else []:
        seen = trained(source.folder / name, environment, tally)
        report["trainings"][Path(name).name] = seen
    for name in source.benches:
        report["bench"] += measured(source.folder / name, source.folder / SCRIPTS, tally)
    if report["bench"]:
        say(bench.table(report["bench"]))
    report["passed"], report["failed"] = tally.passed, tally.failed
    out = out or course.root / "docs" / "results" / file_name(gpu["name"], report["date"])
    out.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(out, json.dumps(report, indent=1) + "\n")
    say(f"What was seen is in {out}")
    return tally.finish()


def file_name(gpu: str, day: str) -> str:
    """`NVIDIA H200`, 2026-11-22 -> `nvidia-h200-2026-11-22.json`"""
    return re.sub(r"[^a-z0-9]+", "-", gpu.lower()).strip("-") + f"-{day}.json"


def first_gpu() -> dict[str, str]:
    """Name, driver and memory of the GPU that programs get."""
    if not shutil.which("nvidia-smi"):
        raise Trouble(
            "no NVIDIA GPU here (nvidia-smi is not installed). `./learn test` runs the same kernels "
            "on the CPU; `./learn gpu-check --pack FOLDER` builds the programs for a machine with one"
        )
    keys = {
        "name": "name",
        "driver": "driver_version",
        "memory": "memory.total",
        "compute capability": "compute_cap",
    }
    done = subprocess.run(
        ["nvidia-smi", f"--query-gpu={','.join(keys.values())}", "--format=csv,noheader"],
        capture_output=True,
        text=True,
    )
    values = done.stdout.splitlines()[0].split(", ") if done.stdout.strip() else []
    if done.returncode != 0 or len(values) != len(keys):
        reason = (done.stderr or done.stdout).strip() or f"status {done.returncode}"
        raise Trouble(f"nvidia-smi finds no GPU: {reason.splitlines()[0]}")
    return dict(zip(keys, values))


def too_old(driver: str, toolkit: str) -> str:
    """What there is to say where a driver is older than CUDA's release notes ask for; mostly nothing."""
    needed = {"12": 525, "13": 580}.get(toolkit.split(".")[0])
    first = driver.split(".")[0]
    if not needed or not first.isdigit() or int(first) >= needed:
        return ""
    return (
        f"The programs were built with CUDA {toolkit}, which wants driver {needed} or newer: without NVIDIA's "
        "package for older drivers (cuda-compat) none of them will run. Build them with an older toolkit."
    )


def data_environment(course: Course) -> dict[str, str]:
    """The environment, with GRADUS_DATA where there are data sets."""
    environment = dict(os.environ)
    if (course.root / "data").is_dir():
        environment.setdefault("GRADUS_DATA", str(course.root / "data"))
    return environment


# The four kinds of looking.


def test(program: Path, tally: Tally) -> dict:
    """Runs a GoogleTest program. Skipped tests count as failed: here is a GPU."""
    began = time.monotonic()
    outcome = programs.run(program, TEST_LIMIT, program.parent)
    failed = programs.failed_tests(outcome)
    problems = [f"{f.test}  {f.where}\n{f.message}" for f in outcome.failures]
    problems += [f"skipped: {name}" for name in outcome.skipped]
    if outcome.kind not in ("passed", "failed"):
        problems.append(
            f"{outcome.kind} in {outcome.running}: {outcome.reason}\n{last_lines(outcome.output)}"
        )
    elif not outcome.passed and not failed:
        problems.append("no test in it")
    bad = len(failed) + len(outcome.skipped) + (outcome.kind not in ("passed", "failed"))
    took = time.monotonic() - began
    tally.add(program.name, outcome.passed, problems, took, max(bad, bool(problems)))
    return {"passed": outcome.passed, "failed": failed, "seconds": round(took, 2)}


def sanitized(source: Programs, tally: Tally) -> dict[str, dict[str, str]]:
    """compute-sanitizer's findings, by tool and program."""
    sanitizer = shutil.which("compute-sanitizer") or shutil.which(
        "compute-sanitizer", path="/usr/local/cuda/bin"
    )
    if not sanitizer:
        say("compute-sanitizer is not installed here: nothing is said about what it would find")
        return {}
    found: dict[str, dict[str, str]] = {}
    for tool in TOOLS:
        found[tool] = {}
        for name in source.tests:
            program = source.folder / name
            began = time.monotonic()
            problem = sanitize_one([sanitizer, "--tool", tool, *OPTIONS.get(tool, [])], program)
            found[tool][program.name] = problem or "clean"
            tally.add(
                f"{tool} {program.name}",
                int(not problem),
                [problem] if problem else [],
                time.monotonic() - began,
            )
    return found


def sanitize_one(command: list[str], program: Path) -> str:
    """What is wrong, in a few lines; empty where nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = output_of(
                [*command, "--error-exitcode", "86", str(program), "--gtest_brief=1", NOT_ON_PURPOSE],
                programs.test_environment(),
                Path(folder),
                SANITIZER_LIMIT,
            )
        except Trouble as trouble:
            return str(trouble)
    summary = re.search(r"(?:ERROR|RACECHECK) SUMMARY: (.*)", done.stdout)
    clean = summary and re.match(r"0 (errors|hazards)", summary[1])
    if done.returncode == 0 and clean:
        return ""
    said = [line for line in done.stdout.splitlines() if line.startswith("=========")]
    return "\n".join(said[:12]) or f"status {done.returncode}\n{last_lines(done.stdout)}"


def trained(program: Path, environment: dict[str, str], tally: Tally) -> dict:
    """A training on the GPU: how long the program took, and its last lines."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = output_of([str(program), "--device", "cuda"], environment, Path(folder))
        except Trouble as trouble:
            tally.add(program.name, 0, [str(trouble)])
            return {"seconds": BENCH_LIMIT, "status": None, "said": []}
    took = time.monotonic() - began
    said = last_lines(done.stdout, 12)
    good = done.returncode == 0
    tally.add(program.name, int(good), [] if good else [f"status {done.returncode}\n{said}"], took)
    return {"seconds": round(took, 2), "status": done.returncode, "said": said.splitlines()}


def measured(program: Path, scripts: Path, tally: Tally) -> list[dict]:
    """The rows of a benchmark program. `scripts`: its peers', where they are not where it was built."""
    began = time.monotonic()
    environment = dict(os.environ)
    if scripts.is_dir():
        environment["GRADUS_BENCH_SCRIPTS"] = str(scripts)
    if library := cublas():
        environment.setdefault("GRADUS_CUBLAS", library)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.json"
        try:
            done = output_of([str(program), "--json", str(file)], environment, Path(folder))
            if done.returncode != 0:
                raise Trouble(f"status {done.returncode}\n{last_lines(done.stdout)}")
            rows = bench.read_rows(file, program.name)
        except Trouble as trouble:
            tally.add(program.name, 0, [str(trouble)])
            return []
    tally.add(program.name, 1, [], time.monotonic() - began)
    return rows


def output_of(
    command: list[str], environment: dict[str, str], folder: Path, limit: float = BENCH_LIMIT
) -> subprocess.CompletedProcess:
    """Runs a program in `folder`. A Trouble where it is not ready in time."""
    try:
        return subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            cwd=folder,
            env=environment,
            timeout=limit,
        )
    except subprocess.TimeoutExpired as error:
        raise Trouble(f"not ready after {limit:.0f} s") from error


def cublas() -> str | None:
    """The file of cuBLAS where no loader knows it: the toolkit's, or the one that came with PyTorch."""
    folders = [Path("/usr/local/cuda/lib64"), Path("/usr/local/cuda/targets/x86_64-linux/lib")]
    ask = "import site, sysconfig; print(sysconfig.get_path('purelib'), *site.getsitepackages())"
    done = subprocess.run(["python3", "-c", ask], capture_output=True, text=True)
    for packages_folder in done.stdout.split():
        folders += sorted(Path(packages_folder).glob("nvidia/*/lib"))
    found = [str(file) for folder in folders for file in sorted(folder.glob("libcublas.so*"))]
    return found[0] if found else None


def last_lines(output: str, count: int = 25) -> str:
    return "\n".join(output.strip().splitlines()[-count:])


def command_line() -> str:
    return " ".join(["./learn", *(shlex.quote(word) for word in sys.argv[1:])])
