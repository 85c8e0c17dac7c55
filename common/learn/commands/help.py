"""`hint`, `diff`, `solution`, `reset`: what helps when one is stuck or curious."""

import difflib

from learn import regions
from learn.commands.desk import Desk
from learn.files import read
from learn.manifest import Chapter, Course, Step
from learn.term import ask, bold, dim, green, red, say
from learn.trouble import Trouble


def hint_arguments(parser) -> None:
    parser.add_argument("step", nargs="?", help="a step; default: the one you are at")
    parser.add_argument(
        "--layer", type=int, choices=(1, 2, 3), help="1 a nudge, 2 the formula, 3 pseudocode"
    )


def hint(course: Course, arguments) -> int:
    """Each call shows one layer more."""
    desk = Desk(course)
    step = desk.step(arguments.step)
    shown = arguments.layer or min(desk.progress.hints(step) + 1, len(step.hints))
    for layer in ([shown] if arguments.layer else range(1, shown + 1)):
        say(f"{bold(f'{step.number} {step.name}, hint {layer} of {len(step.hints)}')}")
        say("  " + step.hints[layer - 1].replace("\n", "\n  "))
    desk.progress.show_hints(step, shown)
    if shown == len(step.hints):
        say(
            dim(
                f"That was the last one. ./learn solution {step.number} shows the reference's code."
            )
        )
    return 0


def step_and_yes(parser) -> None:
    parser.add_argument("step", nargs="?", help="a step; default: the one you are at")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def solution_arguments(parser) -> None:
    step_and_yes(parser)
    parser.add_argument(
        "--write", action="store_true", help="put it into your workspace (yours is kept aside)"
    )


def unlock(desk: Desk, step: Step, yes: bool) -> None:
    """Before a step passes, asks once whether the reader really wants to see its solution."""
    if desk.progress.unlocked(step):
        return
    if not yes:
        seen = desk.progress.hints(step)
        say(
            f"Step {step.number} has not passed yet"
            + (
                f", and there are {len(step.hints) - seen} more hints (./learn hint {step.number})."
                if seen < len(step.hints)
                else "."
            )
        )
        if not ask("Show the solution all the same?", default=False):
            raise Trouble("not shown (--yes shows it without asking)")
    desk.progress.unlock(step)


def solution(course: Course, arguments) -> int:
    desk = Desk(course)
    step = desk.step(arguments.step)
    unlock(desk, step, arguments.yes)
    if arguments.write:
        desk.ready()
        desk.workspace.put(step, desk.workspace.solutions(step))
        say(
            f"Step {step.number} now holds the reference's code; "
            f"yours is in {desk.workspace.show(desk.workspace.hidden / 'saved')}"
        )
        return 0
    for name in step.all_files:
        for region in regions.parse(read(step.chapter.path / name), name):
            if region.step == step.name:
                say(
                    bold(f"{desk.workspace.show(desk.workspace.chapter(step.chapter) / name)}")
                    + f"  {dim(region.name)}"
                )
                say("\n".join(region.body))
    return 0


def diff(course: Course, arguments) -> int:
    desk = Desk(course)
    step = desk.step(arguments.step)
    desk.ready()
    unlock(desk, step, arguments.yes)
    same = True
    for name in step.all_files:
        path = desk.workspace.chapter(step.chapter) / name
        reference = read(step.chapter.path / name)
        prompts = {
            r.name: [line.strip() for line in regions.stub(r)[:-1]]
            for r in regions.parse(reference, name)
        }
        wanted = regions.replace(reference, lambda r: list(r.body))
        mine = read(path)
        if regions.intact(mine):
            mine = regions.replace(mine, lambda r: without(r.body, prompts.get(r.name, [])))
        lines = list(
            difflib.unified_diff(
                mine.splitlines(),
                wanted.splitlines(),
                desk.workspace.show(path),
                f"{step.chapter.folder}/{name} (reference)",
                lineterm="",
            )
        )
        same = same and not lines
        for line in lines:
            colour = (
                green
                if line.startswith("+")
                else red if line.startswith("-") else dim if line.startswith("@") else str
            )
            say(colour(line))
    if same:
        say(f"Step {step.number} reads exactly like the reference.")
    return 0


def without(body: tuple[str, ...], prompt: list[str]) -> list[str]:
    """A region's lines without the prompt that the reader left standing at its top."""
    if prompt and [line.strip() for line in body[: len(prompt)]] == prompt:
        return list(body[len(prompt) :])
    return list(body)


def reset(course: Course, arguments) -> int:
    desk = Desk(course)
    found = (
        course.find(arguments.step, desk.progress.current) if arguments.step else desk.step(None)
    )
    steps = found.steps if isinstance(found, Chapter) else [found]
    desk.require(steps[0].chapter)
    what = f"chapter {found.number}" if isinstance(found, Chapter) else f"step {found}"
    if not arguments.yes and not ask(
        f"Put the exercises of {what} back to the beginning?", default=False
    ):
        raise Trouble("nothing was changed (--yes does it without asking)")
    desk.ready()
    for step in steps:
        desk.workspace.put(step, desk.workspace.stubs(step))
    desk.progress.forget(list(steps))
    say(
        f"The exercises of {what} are back; "
        f"what you had is in {desk.workspace.show(desk.workspace.hidden / 'saved')}"
    )
    return 0
