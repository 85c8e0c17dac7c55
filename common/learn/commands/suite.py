"""`test`: all tests of the reference, the rules of the house, and the exercise gates; `gpu-check`."""

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from learn import build, gpu_check, gpu_programs, house, packages, programs
from learn.manifest import Course
from learn.suite import Tally
from learn.term import say
from learn.trouble import Trouble

TIME_LIMIT = 300.0
ALLOWED_SKIPS = Path(__file__).resolve().parent.parent / "allowed_skips.txt"


def test_arguments(parser) -> None:
    parser.add_argument(
        "--gates",
        action="store_true",
        help="instead, the slow exercise gates: empty regions, known mistakes, coverage, crashes",
    )
    parser.add_argument("--chapter", metavar="N", help="with --gates: only this chapter's")
    parser.add_argument(
        "--step", metavar="STEP", help="with --gates: only this step's (a name, or N.M)"
    )
    parser.add_argument("--yes", action="store_true", help="install what is missing without asking")


def test(course: Course, arguments) -> int:
    if (arguments.chapter or arguments.step) and not arguments.gates:
        raise Trouble("--chapter and --step choose among the gates; add --gates", status=2)
    chapter = course.chapter(arguments.chapter) if arguments.chapter else None
    step = course.step(arguments.step, chapter and chapter.folder) if arguments.step else None
    chapter = step.chapter if step else chapter
    chapters = [chapter] if chapter else list(course.chapters)
    packages.install(packages.TEST, arguments.yes)
    tally = Tally()
    began = time.monotonic()
    if arguments.gates:
        from learn.gates import runner

        runner.run(course, chapters, step, tally)
        say(f"in {time.monotonic() - began:.0f} s")
        return tally.finish()
    house.run(course, tally)
    unit_tests(course, tally)
    tree = build.release(course)
    built = tree.build(["all"], "Building the reference", keep_going=True)
    tally.add(
        "the reference builds, without a warning",
        int(built.ok and "warning:" not in built.output),
        [] if built.ok and "warning:" not in built.output else [built.output],
    )
    run_tests(tree, tally)
    say(f"in {time.monotonic() - began:.0f} s")
    return tally.finish()


def unit_tests(course: Course, tally: Tally) -> None:
    """The tests of this program itself."""
    began = time.monotonic()
    done = subprocess.run(
        [
            sys.executable,
            "-B",
            "-m",
            "unittest",
            "discover",
            "-s",
            "common/learn/tests",
            "-t",
            "common",
        ],
        cwd=course.root,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    ran = re.search(r"^Ran (\d+) tests?", done.stderr, re.M)
    failed = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", done.stderr))
    skipped = sum(int(n) for n in re.findall(r"skipped=(\d+)", done.stderr))
    if done.returncode != 0:
        failed = max(failed, 1)
    problems = [done.stderr] if done.returncode else []
    if skipped:
        problems.append(f"{skipped} skipped; skips are not allowed here")
        failed += skipped
    count = int(ran[1]) if ran else 0
    tally.add(
        "learn itself (unit tests)",
        max(0, count - failed),
        problems,
        time.monotonic() - began,
        failed,
    )


def run_tests(tree: build.Tree, tally: Tally) -> None:
    """Every test that CTest knows, two at a time."""
    tests = [t for t in tree.tests() if t.get("command")]
    if not tests:
        raise Trouble("the build has no tests")
    skipped: list[str] = []
    with ThreadPoolExecutor(max_workers=min(2, build.jobs())) as pool:
        waiting = {pool.submit(run_one, tree, t): t["name"] for t in tests}
        try:
            for done in as_completed(waiting):
                passed, failed, problems, skips, took = done.result()
                tally.add(waiting[done], passed, problems, took, failed)
                skipped += [f"{waiting[done]} {name}" for name in skips]
        except KeyboardInterrupt:
            for future in waiting:
                future.cancel()
            raise
    allowed = [line.split("#")[0].strip() for line in ALLOWED_SKIPS.read_text().splitlines()]
    wrong = sorted(set(skipped) - set(filter(None, allowed)))
    tally.add(
        "only listed tests are skipped", int(not wrong), [f"skipped: {name}" for name in wrong]
    )


def run_one(tree: build.Tree, test: dict) -> tuple[int, int, list[str], list[str], float]:
    """(passed, failed, problems, skipped, seconds) of one test program."""
    began = time.monotonic()
    command = test["command"]
    limit = next(
        (p["value"] for p in test.get("properties", []) if p["name"] == "TIMEOUT"), TIME_LIMIT
    )
    if not Path(command[0]).name.startswith("test-"):
        return run_other(test["name"], command, limit, began)
    if not Path(command[0]).exists():
        return 0, 1, ["it was not built"], [], 0.0
    outcome = programs.run(Path(command[0]), limit, tree.course.root, tuple(command[1:]))
    problems = [f"{f.test}  {f.where}\n{f.message}" for f in outcome.failures]
    failed = len(programs.failed_tests(outcome))
    if outcome.kind not in ("passed", "failed"):
        failed += 1
        tail = "\n".join(outcome.output.splitlines()[-25:])
        problems.append(f"{outcome.kind} in {outcome.running}: {outcome.reason}\n{tail}")
    elif outcome.passed + failed + len(outcome.skipped) == 0:
        failed, problems = 1, ["no test in it"]
    return outcome.passed, failed, problems, outcome.skipped, time.monotonic() - began


def run_other(
    name: str, command: list[str], limit: float, began: float
) -> tuple[int, int, list[str], list[str], float]:
    """A test that is not a GoogleTest program: one check, by its exit status."""
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=limit,
        )
        problems = [] if done.returncode == 0 else [f"exit status {done.returncode}\n{done.stdout}"]
    except (subprocess.TimeoutExpired, OSError) as error:
        problems = [str(error)]
    return int(not problems), len(problems), problems, [], time.monotonic() - began


# gpu-check ---------------------------------------------------------------------------------------


def gpu_arguments(parser) -> None:
    parser.add_argument(
        "--out",
        metavar="FILE",
        help="where to write what was seen (default docs/results/GPU-DATE.json)",
    )
    parser.add_argument(
        "--no-sanitizer",
        action="store_true",
        help="leave compute-sanitizer out, which takes most of the time",
    )
    parser.add_argument(
        "--architectures",
        metavar="LIST",
        default="",
        help="what nvcc compiles for, as in 80;90a (default: the GPU here; with --pack 75;80;90a)",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--pack",
        metavar="PLACE",
        help="run nothing: build for another x86-64 machine and put the programs into this folder, or archive "
        "if the name ends in .tar.xz",
    )
    where.add_argument(
        "--from", dest="packed", metavar="PLACE", help="build nothing: run what --pack left there"
    )


def gpu(course: Course, arguments) -> int:
    if arguments.pack:
        architectures = arguments.architectures or "75;80;90a"
        source = gpu_programs.build_all(course, architectures, portable=True)
        gpu_programs.pack(course, source, Path(arguments.pack).resolve())
        return 0
    out = Path(arguments.out).resolve() if arguments.out else None
    options = (out, not arguments.no_sanitizer, gpu_check.command_line())
    if arguments.packed:
        with gpu_programs.unpacked(Path(arguments.packed).resolve()) as source:
            return gpu_check.run(course, source, *options)
    gpu_check.first_gpu()  # before building for long
    source = gpu_programs.build_all(course, arguments.architectures, portable=False)
    return gpu_check.run(course, source, *options)
