"""All commands of `./learn`, by name."""

from collections.abc import Callable
from dataclasses import dataclass

from learn.commands import checking, debug, help, machine, path, programs, suite


@dataclass(frozen=True)
class Command:
    help: str
    run: Callable  # (course, arguments) -> exit status
    arguments: Callable = lambda parser: None
    about: str = ""
    raw: bool = False  # gets the words as they are, because it hands flags on


COMMANDS = {
    "where": Command("where you are, and what is next", path.where),
    "setup": Command("install what the course needs", machine.setup, machine.setup_arguments),
    "doctor": Command("check this machine and this checkout", machine.doctor),
    "demo": Command(
        "build, train on small data, and leave a page with pictures",
        programs.demo,
        programs.demo_arguments,
    ),
    "test": Command("build and run all tests of the reference", suite.test, suite.test_arguments),
    "gpu-check": Command(
        "with a GPU: all tests of the kernels on it, compute-sanitizer, and benchmarks",
        suite.gpu,
        suite.gpu_arguments,
    ),
    "start": Command("begin a chapter: makes your workspace", path.start, path.start_arguments),
    "check": Command(
        "test the step you are at, or another one", checking.check_command, checking.check_arguments
    ),
    "watch": Command("check after every save", checking.watch, checking.watch_arguments),
    "next": Command("what to do next", path.next_command),
    "hint": Command("a nudge, then the formula, then pseudocode", help.hint, help.hint_arguments),
    "diff": Command("your code beside the reference's", help.diff, help.step_and_yes),
    "solution": Command("the reference's code of a step", help.solution, help.solution_arguments),
    "reset": Command("put the exercises of a step back", help.reset, help.step_and_yes),
    "debug": Command(
        "stop in a debugger where a step's test fails", debug.debug, debug.debug_arguments
    ),
    "progress": Command("every step and its state", path.progress_command),
    "train": Command("run a training program", programs.train, raw=True),
    "bench": Command("measure a chapter's ways of doing one thing", programs.bench, raw=True),
    "docs": Command("build the book and the reference", programs.docs, programs.docs_arguments),
    "data": Command("download a data set", programs.data, programs.data_arguments),
}

GROUPS = (
    ("See it", ("demo", "docs", "progress")),
    (
        "Work through it",
        ("start", "check", "watch", "next", "hint", "diff", "solution", "reset", "debug"),
    ),
    ("Use it", ("train", "bench", "data")),
    ("The machinery", ("setup", "doctor", "test", "gpu-check")),
)
