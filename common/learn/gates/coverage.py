"""Whether a step's own tests run every line of its regions, by gcov."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from learn import build, packages, programs, regions
from learn.files import read
from learn.manifest import Course, Step
from learn.trouble import Trouble

FLAGS = {
    "CMAKE_BUILD_TYPE": "None",
    # Regions run in several threads, and counters that lose an increment make a line look as if it never ran.
    "CMAKE_CXX_FLAGS": "-O0 --coverage -fprofile-update=atomic",
    "GRADUS_NATIVE": "OFF",
    "GRADUS_EXAMPLES": "OFF",
    "GRADUS_BENCH": "OFF",
}


def tree(course: Course) -> build.Tree:
    return build.Tree(course, course.build / "gates" / "coverage", FLAGS)


def gcov() -> str:
    """The gcov that belongs to the compiler."""
    compiler = Path(packages.compiler() or "g++").name
    name = "gcov" + compiler.removeprefix("g++") if compiler.startswith("g++") else "gcov"
    if not shutil.which(name):
        raise Trouble(f"{name} is missing; the coverage gate needs it")
    return name


def uncovered(course: Course, place: build.Tree, step: Step, limit: float) -> list[str]:
    """Lines of the step's regions that its tests do not run."""
    for old in place.folder.rglob("*.gcda"):
        old.unlink()
    outcome = programs.run(place.folder / step.program, limit, course.root)
    if outcome.kind != "passed":
        return [
            f"{step.target} does not pass in the coverage build: {outcome.kind} {outcome.reason}"
        ]
    counts = line_counts(course, place)
    problems = []
    for name in step.all_files:
        path = step.chapter.path / name
        lines = counts.get(str(path), {})
        text = read(path)
        for region in regions.parse(text, name):
            problems += judge(region, text.split("\n"), lines, name)
    return problems


def judge(region: regions.Region, text: list[str], counts: dict[int, int], name: str) -> list[str]:
    numbers = range(region.begin + 2, region.end + 1)  # lines between the markers, counted from 1
    if not any(n in counts for n in numbers):
        return [f"{name}: no line of {region.name} is compiled by the step's tests"]
    missed = [n for n in numbers if counts.get(n) == 0 and re.search(r"\w", text[n - 1])]
    return [
        f"{name}:{n}: not run by the tests of {region.name}: {text[n - 1].strip()}"
        for n in missed[:3]
    ] + ([f"{name}: and {len(missed) - 3} more lines of {region.name}"] if len(missed) > 3 else [])


def line_counts(course: Course, place: build.Tree) -> dict[str, dict[int, int]]:
    """How often each line of our files ran, over all objects."""
    data = [str(p) for p in place.folder.rglob("*.gcda")]
    done = subprocess.run(
        [
            gcov(),
            "--json-format",
            "--stdout",
            "--relative-only",
            "--source-prefix",
            str(course.root),
            *data,
        ],
        cwd=place.folder,
        capture_output=True,
        text=True,
    )
    counts: dict[str, dict[int, int]] = {}
    for line in done.stdout.splitlines():
        if not line.startswith("{"):
            continue
        for file in json.loads(line)["files"]:
            lines = counts.setdefault(str((course.root / file["file"]).resolve()), {})
            for entry in file["lines"]:
                number = entry["line_number"]
                lines[number] = max(lines.get(number, 0), entry["count"])
    return counts
