"""`setup` and `doctor`: this machine and this checkout."""

import os
import platform
import shutil

from learn import build, packages
from learn.download import DATASETS, folder_of
from learn.manifest import Course
from learn.progress import Progress
from learn.term import green, red, say, yellow
from learn.workspace import Workspace


def setup_arguments(parser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask before using sudo")


def setup(course: Course, arguments) -> int:
    packages.install(packages.EVERYTHING, arguments.yes)
    say("Everything that the course needs is there. `./learn` says what to do next.")
    return 0


def doctor(course: Course, arguments) -> int:
    """One line for each thing; exit status 1 when something that is needed is missing."""

    def line(good: bool | None, what: str, value: str) -> None:
        mark = green("ok     ") if good else (yellow("note   ") if good is None else red("missing"))
        say(f"{mark} {what:<16}{value}")

    line(
        True,
        "system",
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
    )
    cores = build.jobs()
    line(True, "building with", f"{cores} job{'s' if cores > 1 else ''} at once")
    absent = {n.name: n for n in packages.missing(packages.EVERYTHING)}
    for name in packages.EVERYTHING:
        need = packages.NEEDS[name]
        if name in absent:
            line(
                None if name in packages.OPTIONAL else False,
                name,
                f"{need.why}: {packages.how_to_install([need])}",
            )
        elif name == "compiler":
            found = packages.compiler()
            line(
                True,
                name,
                f"{shutil.which(found) or found} {'.'.join(map(str, packages.version(found)))}",
            )
        else:
            line(True, name, need.why)
    free = shutil.disk_usage(course.root).free / 1e9
    line(
        free > 2 or None,
        "disk",
        f"{free:.1f} GB free" + ("" if free > 2 else "; building takes about 2 GB"),
    )
    writable = os.access(course.root, os.W_OK)
    line(writable, "this folder", f"{course.root}" + ("" if writable else ": cannot be written"))
    for name, dataset in DATASETS.items():
        folder = folder_of(course, name)
        there = all((folder / file.name).exists() for file in dataset.files)
        line(
            True if there else None,
            name,
            str(folder) if there else f"not here; `./learn data {name}` downloads it",
        )
    workspace = Workspace(course)
    progress = Progress(course.workbook)
    for chapter in course.chapters:
        if workspace.started(chapter):
            done = sum(progress.passed(s) for s in chapter.steps)
            line(True, "workbook", f"{chapter.folder}: {done} of {len(chapter.steps)} steps passed")
    needed = [n for n in absent if n not in packages.OPTIONAL]
    if needed:
        say("\n`./learn setup` installs what is missing.")
    return 1 if needed or not writable else 0
