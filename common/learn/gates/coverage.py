"""Whether a step's own tests run every line of its regions, by gcov.

The alternatives build counts lines. A run leaves its counts in a folder of its own, so that several
can run side by side.
"""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from learn import packages, regions
from learn.build import Tree
from learn.files import read
from learn.gates import alternatives
from learn.manifest import Step
from learn.trouble import Trouble
from learn.workspace import Workspace

# For runs whose counts nobody wants.
NOWHERE = {"GCOV_PREFIX": "/dev/null", "GCOV_ERROR_FILE": "/dev/null"}


def flags(folder: Path) -> str:
    """How to compile so that the lines of the files in `folder` are counted, and no others."""
    # Regions run in several threads, and counters that lose an increment make a line look as if it never ran.
    return f"--coverage -fprofile-update=atomic -fprofile-filter-files=/{folder.name}/"


def gcov() -> str:
    """The gcov that belongs to the compiler."""
    compiler = Path(packages.compiler() or "g++").name
    name = "gcov" + compiler.removeprefix("g++") if compiler.startswith("g++") else "gcov"
    if not shutil.which(name):
        raise Trouble(f"{name} is missing; the coverage gate needs it")
    return name


def uncovered(step: Step, tree: Tree, workspace: Workspace, counted: Path) -> list[str]:
    """Lines of the step's regions that a run, whose counts are in `counted`, did not run."""
    counts = line_counts(step, tree, workspace, counted)
    problems = []
    for name in step.all_files:
        reference = read(step.chapter.path / name)
        path = workspace.chapter(step.chapter) / name
        text = read(path)
        for region, there in zip(regions.parse(reference), regions.parse(text), strict=True):
            numbers = alternatives.right(there, region)
            lines = counts.get(str(path.resolve()), {})
            problems += judge(region.name, numbers, text.split("\n"), lines, name)
    return problems


def judge(
    region: str, numbers: range, text: list[str], counts: dict[int, int], name: str
) -> list[str]:
    """What of the lines `numbers`, counted from 1, did not run."""
    if not any(n in counts for n in numbers):
        return [f"{name}: no line of {region} is compiled by the step's tests"]
    missed = [n for n in numbers if counts.get(n) == 0 and re.search(r"\w", text[n - 1])]
    return [
        f"{name}: not run by the tests of {region}: {text[n - 1].strip()}" for n in missed[:3]
    ] + ([f"{name}: and {len(missed) - 3} more lines of {region}"] if len(missed) > 3 else [])


def line_counts(
    step: Step, tree: Tree, workspace: Workspace, counted: Path
) -> dict[str, dict[int, int]]:
    """How often each line of the chapters' files ran, over the step's own objects and its test's."""
    own = re.compile(rf"/({step.chapter.name}\.{step.name}(\.kernels\.\w+)?|{step.target})\.dir/")
    with tempfile.TemporaryDirectory() as folder:
        data = []
        for path in counted.rglob("*.gcda"):
            if not own.search(str(path)):
                continue
            # gcov wants what the compiler wrote beside what the run wrote.
            place = Path(folder) / str(len(data))
            place.mkdir()
            notes = Path("/") / path.relative_to(counted).with_suffix(".gcno")
            for source in (path, notes):
                (place / source.name).symlink_to(source)
            data.append(str(place / path.name))
        done = subprocess.run(
            [
                gcov(),
                "--json-format",
                "--stdout",
                "--relative-only",
                "--source-prefix",
                str(workspace.folder),
                *data,
            ],
            cwd=tree.folder,
            capture_output=True,
            text=True,
        )
    counts: dict[str, dict[int, int]] = {}
    for line in done.stdout.splitlines():
        if not line.startswith("{"):
            continue
        for file in json.loads(line)["files"]:
            lines = counts.setdefault(str((workspace.folder / file["file"]).resolve()), {})
            for entry in file["lines"]:
                number = entry["line_number"]
                lines[number] = max(lines.get(number, 0), entry["count"])
    return counts
