"""Whether broken syntax in a region is shown as such, in the reader's file and line."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from learn import check, regions
from learn.build import Tree
from learn.compile_errors import CompileError
from learn.files import read, write_atomic
from learn.gates import linkage
from learn.manifest import Step
from learn.workspace import Workspace

BROKEN = "this is not C++ ("


def broken(text: str, region_name: str) -> tuple[str, int]:
    """A file with one region broken, and the line (from 1) where."""
    lines = text.split("\n")
    region = next(r for r in regions.parse(text) if r.name == region_name)
    lines[region.begin + 1 : region.end] = [BROKEN]
    return "\n".join(lines), region.begin + 2


def through_check(
    step: Step, name: str, region_name: str, workspace: Workspace, tree: Tree, mine: list[str]
) -> list[str]:
    """Breaks a region of the workspace, asks for the step's state as a reader does, undoes it."""
    path = workspace.chapter(step.chapter) / name
    text, times = read(path), path.stat()
    changed, line = broken(text, region_name)
    try:
        write_atomic(path, changed)
        result = check.check(step, workspace, tree, 1, True, mine)
    finally:
        write_atomic(path, text)
        # What was rewritten from a broken kernel is newer than that, and has to be made again.
        if path.suffix not in (".cu", ".cuh"):
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    if result.state != check.DOES_NOT_COMPILE:
        return [f"{region_name}: {result.state}"]
    return judge(region_name, result.error, path, line)


def one_object(
    step: Step, name: str, region_name: str, workspace: Workspace, tree: Tree
) -> list[str]:
    """Compiles a copy of the chapter with the region broken: its object, else the test."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Workspace(workspace.course, Path(folder).resolve())
        line = 0
        for other in (n for s in step.chapter.steps for n in s.all_files):
            text = read(workspace.chapter(step.chapter) / other)
            if other == name:
                text, line = broken(text, region_name)
            path = copy.chapter(step.chapter) / other
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        folder_of = workspace.chapter(step.chapter)
        sources = [folder_of / name]
        if not name.endswith((".cpp", ".cu")):  # the test, or else a source of the step, includes it
            sources = [step.chapter.path / step.tests[0]]
            sources += [folder_of / n for n in step.all_files if n.endswith((".cpp", ".cu"))]
        there, here = str(folder_of), str(copy.chapter(step.chapter))
        for source in sources:
            command = linkage.compilation(step, tree, source)
            if not command:
                return [f"{region_name}: nothing compiles {source}"]
            command = [word.replace(there, here) for word in command] + ["-fsyntax-only"]
            if source.suffix == ".cu":
                own = Path(str(source).replace(there, here))
                done = rewritten(workspace.course.root, own, Path(folder) / "rewritten")
                if done.returncode == 0:
                    place = Path(folder).resolve() / "rewritten" / linkage.compiled(own)
                    command[command.index("-c") + 1] = str(place)
                    done = subprocess.run(command, cwd=tree.folder, capture_output=True, text=True)
            else:
                done = subprocess.run(command, cwd=tree.folder, capture_output=True, text=True)
            if done.returncode != 0:
                error = check.explain(done.stdout + done.stderr, tree.folder, step, copy)
                return judge(region_name, error, copy.chapter(step.chapter) / name, line)
        return [f"{region_name}: compiles"]


def rewritten(root: Path, source: Path, out: Path) -> subprocess.CompletedProcess:
    """Makes of a kernel file what the host compiler sees, as the build does."""
    program = root / "common" / "cuda" / "rewrite" / "rewrite.py"
    command = [sys.executable, "-B", program, "--out", out.resolve()]
    command += [f"--include={source.parent}", source]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


def judge(region_name: str, error: CompileError | None, path: Path, line: int) -> list[str]:
    if error and Path(error.file) == path and abs(error.line - line) <= 1:
        return []
    return [f"{region_name}: the error shown is {error}"]
