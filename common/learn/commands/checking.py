"""`check` and `watch`: the state of a step, told."""

import sys
import time
from pathlib import Path

from learn import check, report
from learn.commands.desk import Desk, exercises
from learn.files import SOURCE
from learn.manifest import Chapter, Course, Step
from learn.term import dim, green, say
from learn.trouble import Trouble

TIME_LIMIT = 10.0


def check_arguments(parser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        help="a chapter (1) or a step (1.3, or its name); default: the step you are at",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=TIME_LIMIT,
        metavar="SECONDS",
        help=f"how long a step's tests may take (default {TIME_LIMIT:.0f})",
    )
    parser.add_argument(
        "--all", action="store_true", help="show every failure, and all of a compiler's output"
    )


def check_command(course: Course, arguments) -> int:
    desk = Desk(course)
    found = (
        course.find(arguments.what, desk.progress.current) if arguments.what else desk.step(None)
    )
    if isinstance(found, Chapter):
        return check_chapter(desk, found, arguments)
    desk.require(found.chapter)
    desk.ready()
    return 0 if check_step(desk, found, arguments.timeout, arguments.all) else 1


def check_step(desk: Desk, step: Step, limit: float, everything: bool = False) -> bool:
    result = examine(desk, step, limit)
    report.tell(result, desk.workspace, everything)
    if result.state == check.PASSED:
        after_pass(desk, step)
        return True
    unsure = [
        s
        for s in step.chapter.steps[: step.index]
        if exercises(desk, s) and not desk.progress.passed(s)
    ]
    if result.state in (check.FAILING, check.CRASHED, check.TIMED_OUT) and unsure:
        first = unsure[0].number
        say(f"  Step {first} ({unsure[0].name}) has not passed; the cause may be there:")
        say(f"  ./learn check {first}")
    elif result.state == check.FAILING and desk.progress.hints(step) < len(step.hints):
        say(
            dim(
                f"  ./learn hint {step.number}"
                + (" shows the next hint" if desk.progress.hints(step) else " gives a nudge")
            )
        )
    return False


def examine(desk: Desk, step: Step, limit: float, quiet: bool = False) -> check.Result:
    """Checks a step and notes the result."""
    tree, mine = desk.tree(step.chapter)
    desk.workspace.remember(step.chapter)
    result = check.check(step, desk.workspace, tree, limit, quiet, mine)
    check.link_index(tree, desk.workspace)
    if result.state == check.PASSED:
        desk.progress.pass_step(step, desk.workspace.content(step))
    return result


def check_chapter(desk: Desk, chapter: Chapter, arguments) -> int:
    """Every step of a chapter; the first that is not done in full, the others in one line each."""
    desk.require(chapter)
    desk.ready()
    told = done = 0
    steps = [s for s in chapter.steps if exercises(desk, s)]
    for step in steps:
        result = examine(desk, step, arguments.timeout)
        if result.state == check.PASSED or told and not arguments.all:
            say(report.headline(result))
        else:
            report.tell(result, desk.workspace, arguments.all)
            told += 1
        done += result.state == check.PASSED
    say(f"{done} of {len(steps)} steps passed")
    return 0 if done == len(steps) else 1


def after_pass(desk: Desk, step: Step) -> None:
    following = desk.first_open(step.chapter)
    if following:
        say(f"  Next: {following.number} {following.title} (./learn next)")
    else:
        say(green(f"  Chapter {step.chapter.number} is done: every step passed."))
    say(dim(f"  ./learn diff {step.number} compares yours with the reference"))


def watch_arguments(parser) -> None:
    parser.add_argument(
        "step",
        nargs="?",
        help="a step; default: the one you are at, and on to the next when it passes",
    )
    parser.add_argument(
        "--timeout", type=float, default=TIME_LIMIT, metavar="SECONDS", help="as for check"
    )
    parser.add_argument(
        "--interval",
        type=float,
        default=0.5,
        metavar="SECONDS",
        help="how often to look (default 0.5)",
    )


def watch(course: Course, arguments, rounds: int | None = None) -> int:
    """Polls, so that network and WSL file systems work too."""
    desk = Desk(course)
    step = desk.step(arguments.step)
    seen = None
    while rounds is None or rounds > 0:
        now = snapshot(desk.workspace.chapter(step.chapter))
        if now != seen:
            seen = now  # what is saved during the check is seen in the next round
            if sys.stdout.isatty():
                sys.stdout.write("\033[2J\033[H")
            try:
                desk = Desk(Course(course.root))  # other commands may have run meanwhile
                step = desk.step(arguments.step)
                desk.ready()
                if check_step(desk, step, arguments.timeout):
                    step = desk.step(arguments.step)
            except Trouble as trouble:
                say(f"learn: {trouble}")
            place = desk.workspace.show(desk.workspace.chapter(step.chapter))
            say(dim(f"{time.strftime('%H:%M:%S')}  watching {place}; Ctrl-C ends it"))
            if rounds is not None:
                rounds -= 1
                continue
        time.sleep(arguments.interval)
    return 0


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its time and size."""
    found = {}
    for path in sorted(folder.rglob("*")):
        try:
            if path.suffix in SOURCE and path.is_file():
                status = path.stat()
                found[str(path)] = (status.st_mtime_ns, status.st_size)
        except OSError:
            pass
    return found
