"""`debug`: a step's test in a debugger, stopped where it fails."""

import os
import shlex
import shutil
from pathlib import Path

from learn import packages, programs
from learn.commands.checking import TIME_LIMIT, check_step
from learn.commands.desk import Desk
from learn.manifest import Course
from learn.term import say
from learn.trouble import Trouble


def debug_arguments(parser) -> None:
    parser.add_argument("step", nargs="?", help="a step; default: the one you are at")
    parser.add_argument("--print", action="store_true", help="only print the debugger's command")


def debug(course: Course, arguments) -> int:
    desk = Desk(course)
    step = desk.step(arguments.step)
    desk.ready()
    tree, _ = desk.tree(step.chapter)
    built = tree.build([step.target], f"Building step {step.number}")
    if not built.ok:
        return 0 if check_step(desk, step, TIME_LIMIT) else 1
    program = tree.folder / step.program
    outcome = programs.run(program, TIME_LIMIT, desk.workspace.folder)
    test = programs.failed_tests(outcome)[:1] or (
        [outcome.running] if outcome.kind in ("crashed", "timeout") else []
    )
    if not test:
        say("Every test of this step passes; the debugger starts at the first one.")
    flags = [
        f"--gtest_filter={test[0]}" if test else "--gtest_filter=*",
        "--gtest_break_on_failure",
        "--gtest_catch_exceptions=0",
    ]
    command = debugger(program, flags)
    if arguments.print:
        say(shlex.join(command))
        return 0
    os.environ.update(programs.test_environment({"ASAN_OPTIONS": "detect_leaks=0"}))
    os.execvp(command[0], command)


def debugger(program: Path, flags: list[str]) -> list[str]:
    """gdb or lldb, started so that it stops where an expectation fails."""
    if shutil.which("gdb"):
        return [
            "gdb",
            "-q",
            "-ex",
            "set breakpoint pending on",
            "-ex",
            "break __ubsan_on_report",
            "-ex",
            "run",
            "-ex",
            "backtrace 12",
            "--args",
            str(program),
            *flags,
        ]
    if shutil.which("lldb"):
        return ["lldb", "-o", "run", "-o", "bt 12", "--", str(program), *flags]
    packages.need("debugger")
    raise Trouble("neither gdb nor lldb was found")
