"""The programs of `gpu-check`: built here, packed for another machine, unpacked there."""

import json
import lzma
import os
import re
import shlex
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from learn import bench, build, packages
from learn.files import write_atomic
from learn.manifest import Chapter, Course
from learn.term import say
from learn.trouble import Trouble

SCRIPTS = "scripts"  # of the benchmarks' peers
ARCHIVE = ".tar.xz"


@dataclass
class Programs:
    """Programs for the GPU, by their paths relative to `folder`."""

    folder: Path
    tests: list[str]
    benches: list[str]
    trainings: list[str]
    about: dict[str, str] = field(default_factory=dict)  # of the build: commit, toolkit, flags


def chapters(course: Course) -> list[Chapter]:
    """Those that have kernels, or use them."""
    found: list[Chapter] = []
    for chapter in course.chapters:
        own = any(name.endswith(".cu") for step in chapter.steps for name in step.all_files)
        if own or any(c.name in chapter.uses for c in found):
            found.append(chapter)
    return found


def build_all(course: Course, architectures: str, portable: bool) -> Programs:
    """Builds them. `portable`: for other machines than this one."""
    packages.need("cmake", "ninja", "compiler", "googletest", "benchmark")
    variables = {"CMAKE_BUILD_TYPE": "Release", "GRADUS_GPU": "ON"}
    if architectures:
        variables["GRADUS_CUDA_ARCHITECTURES"] = architectures
    if portable:
        older = course.root / "common" / "cmake" / "older_glibc.cpp"
        variables |= {
            "GRADUS_ARCH": "x86-64-v3",
            "CMAKE_EXE_LINKER_FLAGS": f"-static-libstdc++ -static-libgcc {shlex.quote(str(older))}",
        }
    tree = build.Tree(
        course, course.build / ("gpu-portable" if portable else "gpu"), variables
    )
    with tree.locked():
        tree.configure()
    tree.build(["build.ninja"], "", quiet=True)  # with the programs that are there by now
    cache = (tree.folder / "CMakeCache.txt").read_text()
    nvcc = re.search(r"^GRADUS_NVCC:\w+=(.*)$", cache, re.M)
    if not nvcc or nvcc[1].endswith("NOTFOUND"):
        raise Trouble(
            "nvcc is missing: install NVIDIA's CUDA Toolkit 12 or 13, or set CUDA_HOME to where it is"
        )
    tests = for_the_gpu([t["name"] for t in tree.tests()])
    benches = [
        f"{chapter.folder}/{target}-gpu"
        for chapter in chapters(course)
        for target in bench.programs(chapter)
    ]
    trainings = [
        f"{chapter.folder}/{Path(file).stem.replace('_', '-')}-gpu"
        for chapter in chapters(course)
        for file in chapter.train_on_gpu.values()
    ]
    names = tests + [Path(name).name for name in benches + trainings]
    if not names:
        raise Trouble("there are no programs for a GPU to build")
    result = tree.build(names, "Building for the GPU")
    if not result.ok:
        raise Trouble(f"the programs for the GPU do not build:\n{result.output.strip()}")
    # CTest knows where a program is once it has been built.
    commands = {t["name"]: t["command"][0] for t in tree.tests() if t.get("command")}
    tests = [str(Path(commands[name]).relative_to(tree.folder)) for name in tests]
    version = subprocess.run([nvcc[1], "--version"], capture_output=True, text=True).stdout
    toolkit = re.search(r"release [\d.]+, V([\d.]+)", version)
    about = {
        "toolkit": toolkit[1] if toolkit else "unknown",
        "compiler": packages.compiler() or "unknown",
        "architectures": architectures or "of the machine that built",
        "commit": commit(course),
    }
    return Programs(tree.folder, tests, benches, trainings, about)


def commit(course: Course) -> str:
    """The checkout's commit, with a + where files were changed after it."""
    done = subprocess.run(
        ["git", "-C", str(course.root), "describe", "--always", "--dirty=+", "--abbrev=12"],
        capture_output=True,
        text=True,
    )
    return done.stdout.strip() or "unknown"


def for_the_gpu(tests: list[str]) -> list[str]:
    """Those compiled by nvcc: twins of others. A step may well be called train-on-the-gpu."""
    return [name for name in tests if name.removesuffix("-gpu") in set(tests) - {name}]


def pack(course: Course, source: Programs, place: Path) -> None:
    """Puts the programs, without their symbols, and all they need into a folder or an archive."""
    if not place.name.endswith(ARCHIVE):
        if place.exists() and not place.is_dir():
            raise Trouble(f"{place} is no folder; name one, or a file *{ARCHIVE}", status=2)
        if place.exists() and any(place.iterdir()) and not (place / "programs.json").exists():
            raise Trouble(f"{place} holds other things; name a new folder", status=2)
        fill(course, source, place)
        size = sum(p.stat().st_size for p in place.rglob("*") if p.is_file())
    else:
        with tempfile.TemporaryDirectory() as folder:
            fill(course, source, Path(folder))
            compress(Path(folder), place)
        size = place.stat().st_size
    count = len(source.tests + source.benches + source.trainings)
    say(f"{count} programs are in {place} ({size / 1e6:.0f} MB).")
    say(f"On the machine with the GPU: ./learn gpu-check --from {place.name}")


def fill(course: Course, source: Programs, folder: Path) -> None:
    for name in source.tests + source.benches + source.trainings:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        shutil.copy2(source.folder / name, place)
        if shutil.which("strip"):
            subprocess.run(["strip", str(place)], capture_output=True)
    (folder / SCRIPTS).mkdir(parents=True, exist_ok=True)
    scripts = [s for chapter in chapters(course) for s in (chapter.path / "bench").glob("*.py")]
    for script in [*scripts, *(course.root / "common" / "bench" / "python").glob("*.py")]:
        shutil.copy2(script, folder / SCRIPTS)
    about = {key: value for key, value in vars(source).items() if key != "folder"}
    write_atomic(folder / "programs.json", json.dumps(about, indent=1) + "\n")


def compress(folder: Path, archive: Path) -> None:
    """The programs hold the same kernels again and again: a long window finds them."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 3, "dict_size": 1 << 27}]
    temporary = archive.with_name(f".{archive.name}.part")
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        with lzma.open(temporary, "wb", filters=filters) as packed:
            with tarfile.open(fileobj=packed, mode="w") as tar:
                for file in sorted(p for p in folder.rglob("*") if p.is_file()):
                    tar.add(file, str(file.relative_to(folder)))
        os.replace(temporary, archive)
    except OSError as error:
        raise Trouble(f"could not write {archive}: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def unpacked(place: Path) -> Iterator[Programs]:
    """The programs that pack() left."""
    if not place.exists():
        raise Trouble(f"--from: there is no {place}; --pack makes it", status=2)
    with tempfile.TemporaryDirectory() as folder:
        try:
            if place.is_file():
                with tarfile.open(place) as tar:
                    tar.extractall(folder)
                place = Path(folder)
            found = Programs(place, **json.loads((place / "programs.json").read_text()))
        except (OSError, ValueError, TypeError, tarfile.TarError, EOFError, lzma.LZMAError) as error:
            raise Trouble(
                f"{place} holds no programs ({str(error).partition(chr(10))[0].rstrip(':')}); "
                "`./learn gpu-check --pack PLACE` makes them",
                status=2,
            ) from error
        yield found
