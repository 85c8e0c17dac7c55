"""The commands that run what the course builds: `demo`, `train`, `bench`, `docs`, `data`."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from learn import bench as benches
from learn import build, check, demo_page, device, download, packages
from learn.commands.desk import Desk
from learn.manifest import Chapter, Course
from learn.term import bold, dim, say
from learn.trouble import Trouble, unknown

DEMOS = ("moons", "digits")


def program_of(course: Course, name: str) -> tuple[Chapter, Path]:
    """The chapter and the built program of a trainable name."""
    for chapter in course.chapters:
        if name in chapter.train:
            target = Path(chapter.train[name]).stem.replace("_", "-")
            return chapter, Path(chapter.folder) / target
    raise unknown("training", name, trainable(course))


def trainable(course: Course) -> list[str]:
    return [name for chapter in course.chapters for name in chapter.train]


def built(course: Course, chapter: Chapter, program: Path, label: str, mine: bool) -> Path:
    """Builds one program, of the reference or with the reader's code, and returns where it is."""
    tree = my_release(course, chapter) if mine else build.release(course)
    result = tree.build([program.name], label)
    if not result.ok:
        raise Trouble(f"{chapter.folder}: {program.name} does not build:\n{result.output.strip()}")
    return tree.folder / program


def my_release(course: Course, chapter: Chapter) -> build.Tree:
    """The reader's chapters, optimised."""
    desk = Desk(course)
    desk.require(chapter)
    desk.ready()
    return build.my_release(course, check.folders(desk.workspace, desk.progress, chapter))


def environment_of(course: Course) -> dict[str, str]:
    """The environment of a program: it finds what `./learn data` downloaded."""
    environment = dict(os.environ)
    if (course.root / "data").is_dir():
        environment.setdefault("GRADUS_DATA", str(course.root / "data"))
    return environment


def run_program(command: list[str], course: Course) -> int:
    """Runs a program and hands Ctrl-C on to it, once; its own last words are the last words."""
    process = subprocess.Popen(command, env=environment_of(course), start_new_session=True)
    while True:
        try:
            status = process.wait()
            return 128 - status if status < 0 else status
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)


# train -------------------------------------------------------------------------------------------


def train(course: Course, words: list[str]) -> int:
    names = trainable(course)
    if not words or words[0] in ("-h", "--help"):
        say("usage: ./learn train [--mine] NAME [--device D] [flags of the program]\n")
        say(
            "Builds a training program of the reference, or with --mine of your own code, and "
            "runs it.\n"
            "`./learn train NAME --help` shows its flags.\n"
        )
        say(
            "--device cuda trains on a GPU, cuda-emulated with the GPU's kernels on the CPU, cpu "
            "with the CPU's.\nUnless told, it is what is there. For the names with a *; the others "
            "know the CPU only.\n"
        )
        for chapter in course.chapters:
            for name, source in chapter.train.items():
                starred = name + " *" * bool(device.program_for(course, name))
                say(f"  {starred:<18}{chapter.folder}/{source}")
        if not names:
            say("  (no chapter has a training program yet)")
        return 0 if words else 2
    mine = words[0] == "--mine"
    words = words[mine:]
    if not words:
        raise Trouble("train --mine: name a program; `./learn train --help` lists them", status=2)
    if words[0].startswith("-"):
        raise unknown("flag", words[0], ["--help", "--mine"])
    name = words[0]
    chapter, program = program_of(course, name)
    where, flags = device.split(words[1:])
    # The reader's own code runs on the GPU only where that was asked for: it may not be there yet.
    where, why = device.choose("cpu" if mine and not where else where, course, name)
    if {"-h", "--help"} & set(flags):
        # The CPU's program has all the other flags, and needs no nvcc to build.
        if device.program_for(course, name):
            say(device.help_text(where, why))
        where = "cpu"
    elif why:
        say(f"device: {where} ({why})")
    if where != "cpu":
        chapter, program = device.program_for(course, name)
        flags += ["--device", where]
    if where == "cuda":
        program = program.with_name(program.name + "-gpu")
    path = str(built(course, chapter, program, f"Building {name}", mine))
    sys.stdout.flush()
    os.execve(
        path, [path, *flags], environment_of(course)
    )  # so that signals reach the program itself


# demo --------------------------------------------------------------------------------------------


def demo_arguments(parser) -> None:
    parser.add_argument("--yes", action="store_true", help="install what is missing without asking")


def demo(course: Course, arguments) -> int:
    packages.install(packages.DEMO, arguments.yes)
    programs = [
        (name, chapter, Path(chapter.folder) / name)
        for name in DEMOS
        for chapter in course.chapters
        if (chapter.path / "examples" / f"{name}.cpp").exists()
    ]
    if not programs:
        raise Trouble("no chapter has a program to show yet")
    tree = build.release(course)
    result = tree.build([program.name for _, _, program in programs], "Building the demo")
    if not result.ok:
        raise Trouble(f"the demo does not build:\n{result.output.strip()}")
    folders = []
    for name, chapter, program in programs:
        out = course.build / "demo" / f"{chapter.number:02}"
        out.mkdir(parents=True, exist_ok=True)
        say(f"\n{bold(str(chapter))}: {name}")
        status = run_program([str(tree.folder / program), "--demo", "--out", str(out)], course)
        if status != 0:
            raise Trouble(
                "stopped" if status == 130 else f"{name} ended with status {status}", status
            )
        folders.append(out)
    page = demo_page.write(course, folders)
    say(f"\nThe page with the pictures: {bold(str(page))}")
    say(dim("Next: ./learn start 1"))
    return 0


# bench -------------------------------------------------------------------------------------------


def bench(course: Course, words: list[str]) -> int:
    """`bench [N] [--json FILE] [flags of the bench programs]`"""
    return benches.command(course, words)


# docs --------------------------------------------------------------------------------------------


def docs_arguments(parser) -> None:
    parser.add_argument(
        "--out", default=None, metavar="DIR", help="where to put the site (default build/docs)"
    )
    parser.add_argument("--yes", action="store_true", help="install what is missing without asking")


def docs(course: Course, arguments) -> int:
    script = course.root / "docs" / "build.py"
    if not script.exists():
        raise Trouble("this checkout has no docs/build.py")
    packages.install(packages.DOCS, arguments.yes)
    out = Path(arguments.out).resolve() if arguments.out else course.build / "docs"
    return run_program([sys.executable, str(script), "--out", str(out)], course)


# data --------------------------------------------------------------------------------------------


def data_arguments(parser) -> None:
    parser.add_argument("name", nargs="?", help=f"one of: {', '.join(download.DATASETS)}")
    parser.add_argument(
        "--dir",
        default=None,
        metavar="DIR",
        help="the folder to put it in (default data/NAME, or NAME under GRADUS_DATA)",
    )


def data(course: Course, arguments) -> int:
    names = list(download.DATASETS)
    if arguments.name is None:
        raise Trouble(f"which data set? {', '.join(names)}", status=2)
    if arguments.name not in names:
        raise unknown("data set", arguments.name, names)
    if not arguments.dir:
        folder = download.folder_of(course, arguments.name)
    else:
        folder = Path(arguments.dir).resolve()
    download.fetch(download.DATASETS[arguments.name], folder)
    say(f"{arguments.name} is in {folder}")
    return 0
