"""Configuring and building with CMake and Ninja: a progress bar, and of the output what matters."""

import fcntl
import json
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from learn import packages
from learn.files import write_atomic
from learn.manifest import Course
from learn.term import Bar, dim, say
from learn.trouble import Trouble

# What a reader's code is checked by. Of the undefined behaviour, the kinds that beginners meet: all of
# them, and optimisation, would double the time that a check takes to compile.
SANITIZERS = (
    "address,signed-integer-overflow,shift,integer-divide-by-zero,float-cast-overflow,"
    "bounds,return,unreachable,bool,enum"
)
WORKBOOK_FLAGS = {
    "CMAKE_BUILD_TYPE": "None",
    "CMAKE_CXX_FLAGS": "-O0 -g -D_GLIBCXX_ASSERTIONS -fno-sanitize-recover=all",
    "GRADUS_SANITIZE": SANITIZERS,
    "GRADUS_NATIVE": "OFF",
    "GRADUS_EXAMPLES": "OFF",
    "GRADUS_BENCH": "OFF",
}


@dataclass
class Built:
    ok: bool
    output: str


class Tree:
    """A build folder and the cache variables that it is configured with."""

    def __init__(self, course: Course, folder: Path, variables: dict[str, str]):
        self.course, self.folder = course, folder
        self.variables = {"CMAKE_EXPORT_COMPILE_COMMANDS": "ON", **variables}
        compiler = packages.compiler()
        if compiler and compiler != "c++":
            self.variables["CMAKE_CXX_COMPILER"] = compiler

    def configure(self) -> None:
        """Runs CMake where the folder is new, configured otherwise, or of another checkout."""
        stamp = self.folder / ".learn.json"
        wanted = json.dumps({"root": str(self.course.root), **self.variables}, sort_keys=True)
        if (
            (self.folder / "build.ninja").exists()
            and stamp.exists()
            and stamp.read_text() == wanted
        ):
            return
        packages.need("cmake", "ninja", "compiler")
        cache = self.folder / "CMakeCache.txt"
        if (
            cache.exists()
            and f"CMAKE_HOME_DIRECTORY:INTERNAL={self.course.root}\n" not in cache.read_text()
        ):
            cache.unlink()
            shutil.rmtree(self.folder / "CMakeFiles", ignore_errors=True)
        command = [
            "cmake",
            "-S",
            str(self.course.root),
            "-B",
            str(self.folder),
            "-G",
            "Ninja",
            *(f"-D{name}={value}" for name, value in self.variables.items()),
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Trouble(
                "CMake could not set up the build:\n" + first_cmake_error(done.stdout + done.stderr)
            )
        write_atomic(stamp, wanted)

    def build(
        self, targets: list[str], label: str, quiet: bool = False, keep_going: bool = False
    ) -> Built:
        """Builds targets, with a bar while it takes long. A compiler error is a result."""
        with self.locked():
            self.configure()
            command = [
                "ninja",
                "-C",
                str(self.folder),
                "-j",
                str(jobs()),
                *(["-k", "0"] if keep_going else []),
                *targets,
            ]
            environment = dict(os.environ, NINJA_STATUS="[%f/%t] ")
            process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env=environment,
            )
            bar, output = None, []
            try:
                for line in process.stdout:
                    step = re.match(r"\[(\d+)/(\d+)\] (.*)", line)
                    if not step:
                        output.append(line)
                        continue
                    if bar is None and not quiet:
                        bar = Bar(label)
                    if bar:
                        bar.update(int(step[1]), int(step[2]), dim(what_is_built(step[3])))
                ok = process.wait() == 0
            except BaseException:
                process.terminate()
                process.wait()
                if bar:
                    bar.clear()
                raise
            if bar:
                bar.finish("done" if ok else "failed")
            return Built(ok, "".join(output))

    @contextmanager
    def locked(self):
        """One build at a time in a folder (a watch and a check may run side by side)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / ".lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another ./learn is building; waiting for it.")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def tests(self) -> list[dict]:
        """What CTest knows: name and command of every test."""
        done = subprocess.run(
            ["ctest", "--test-dir", str(self.folder), "--show-only=json-v1"],
            capture_output=True,
            text=True,
        )
        return json.loads(done.stdout)["tests"]


def release(course: Course) -> Tree:
    """The reference, optimised; the same as the CMake preset `release`."""
    variables = {"CMAKE_BUILD_TYPE": "Release"}
    if os.environ.get("CI"):
        variables["GRADUS_WERROR"] = "ON"
    return Tree(course, course.build / "release", variables)


def my_release(course: Course, folders: list[str]) -> Tree:
    """The reader's chapters, optimised."""
    return Tree(
        course,
        course.build / "workbook-release",
        {
            "CMAKE_BUILD_TYPE": "Release",
            "GRADUS_WORKBOOK": str(course.workbook),
            "GRADUS_WORKBOOK_CHAPTERS": ";".join(folders),
        },
    )


def workbook(course: Course, folders: list[str]) -> Tree:
    """The reader's chapters, checked by sanitizers."""
    return Tree(
        course,
        course.build / "workbook",
        WORKBOOK_FLAGS
        | {"GRADUS_WORKBOOK": str(course.workbook), "GRADUS_WORKBOOK_CHAPTERS": ";".join(folders)},
    )


def jobs() -> int:
    """How many compilers at once: one a core, and about 1.5 GB of memory each."""
    if os.environ.get("GRADUS_JOBS"):
        return int(os.environ["GRADUS_JOBS"])
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        memory = 8 << 30
    return max(1, min(cores, memory // (3 << 29)))


def what_is_built(text: str) -> str:
    """`Building CXX object a/b/c.cpp.o` -> `c.cpp`"""
    return Path(text.split()[-1]).name.removesuffix(".o") if text.split() else ""


def first_cmake_error(output: str) -> str:
    lines = output.splitlines()
    for i, line in enumerate(lines):
        if line.startswith("CMake Error"):
            return "\n".join(lines[i : i + 12])
    return "\n".join(lines[-12:])
