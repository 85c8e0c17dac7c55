"""`start`, `next`, `progress`, and `./learn` alone: the way through the course."""

import re

from learn.commands.desk import Desk, exercises, has_exercises
from learn.files import read
from learn.manifest import Chapter, Course, Step
from learn.term import bold, dim, green, red, say, yellow
from learn.trouble import Trouble


def start_arguments(parser) -> None:
    parser.add_argument("chapter", nargs="?", help="its number or name (default: the next one)")
    parser.add_argument(
        "--base",
        choices=("mine", "reference"),
        help="what the chapter builds on: your own earlier chapters, or the reference's "
        "(default: yours where they are finished)",
    )


def start(course: Course, arguments) -> int:
    desk = Desk(course)
    if arguments.chapter:
        found = course.find(arguments.chapter)
        chapter = found if isinstance(found, Chapter) else found.chapter
    else:
        chapter = next_chapter(desk)
    if not has_exercises(desk, chapter):
        raise Trouble(
            f"chapter {chapter.number} has no exercises yet; its text is {chapter.folder}/README.md"
        )
    again = desk.workspace.started(chapter)
    for note in desk.workspace.start(chapter):
        say(yellow(note))
    base = arguments.base or (
        desk.progress.base(chapter.folder) if again else default_base(desk, chapter)
    )
    desk.progress.start(chapter.folder, base)
    say(f"{bold(str(chapter))}. {chapter.summary}")
    say(f"  Your workspace: {desk.workspace.show(desk.workspace.chapter(chapter))}")
    say(f"  The text:       {chapter.folder}/README.md")
    earlier = [c for c in course.chapters if c.number < chapter.number and has_exercises(desk, c)]
    if earlier:
        say(
            "  Builds on:      "
            + ("your own" if base == "mine" else "the reference of")
            + " earlier chapters"
        )
    say()
    announce(desk, desk.step(None))
    return 0


def default_base(desk: Desk, chapter: Chapter) -> str:
    earlier = [
        s
        for c in desk.course.chapters
        if c.number < chapter.number
        for s in c.steps
        if exercises(desk, s)
    ]
    return "mine" if all(desk.progress.passed(s) for s in earlier) else "reference"


def next_chapter(desk: Desk) -> Chapter:
    for chapter in desk.course.chapters:
        if desk.first_open(chapter):
            return chapter
    raise Trouble("every chapter with exercises is finished")


def announce(desk: Desk, step: Step) -> None:
    """What a step asks for, and where to write it."""
    say(
        f"{bold(f'Step {step.number}')} {step.name}: {step.title}"
        + (f" (about {step.minutes} minutes)" if step.minutes else "")
    )
    text = step.chapter.path / "README.md"
    if text.exists():
        heading = section(read(text), step)
        say(
            f"  Read   {step.chapter.folder}/README.md"
            + (f', section "{heading}"' if heading else "")
        )
    for name, region in desk.workspace.region_names(step):
        say(f"  Write  {desk.workspace.line_of(step, name, region)}  {dim(region)}")
    for test in step.tests:
        say(f"  Test   {step.chapter.folder}/{test}")
    say("  Then   ./learn check")


def section(text: str, step: Step) -> str:
    """The heading of a step's section in its chapter's text: with the step's name or title."""
    headings = re.findall(r"^#{2,4} (.+)$", text, re.M)
    plain = [(h, re.sub(r"\{#[^}]*\}", "", h).strip()) for h in headings]
    for raw, heading in plain:
        if (
            f"#{step.name}" in raw.replace("_", "-")
            or step.name in heading
            or step.title.lower() in heading.lower()
        ):
            return heading
    return ""


def where(course: Course, arguments) -> int:
    desk = Desk(course)
    try:
        chapter = desk.chapter()
    except Trouble:
        say(
            bold("Welcome to Gradus.")
            + " You build a deep-learning framework in C++, step by step."
        )
        say()
        say("  ./learn demo       see what the code can do (about a minute)")
        say("  ./learn start 1    begin with chapter 1")
        say("  ./learn --help     every command")
        return 0
    steps = [s for s in chapter.steps if exercises(desk, s)]
    done = sum(desk.progress.passed(s) for s in steps)
    say(f"{bold(str(chapter))}: {done} of {len(steps)} steps passed")
    say()
    return next_command(course, arguments)


def next_command(course: Course, arguments) -> int:
    desk = Desk(course)
    chapter = desk.chapter()
    step = desk.first_open(chapter)
    if step:
        announce(desk, step)
        return 0
    say(green(f"Every step of {chapter} has passed."))
    later = [c for c in course.chapters if c.number > chapter.number]
    following = next((c for c in later if has_exercises(desk, c)), None)
    if following:
        say(f"Next: {following}. {following.summary}\n  ./learn start {following.number}")
    elif later:
        say(f"Next: {later[0]}, to read: {later[0].folder}/README.md")
    return 0


def progress_command(course: Course, arguments) -> int:
    desk = Desk(course)
    for chapter in course.chapters:
        steps = [s for s in chapter.steps if exercises(desk, s)]
        if not steps:
            say(f"{bold(str(chapter))}  {dim('to read; no exercises yet')}")
            continue
        done = sum(desk.progress.passed(s) for s in steps)
        left = sum(s.minutes for s in steps if not desk.progress.passed(s))
        say(
            f"{bold(str(chapter))}  {done} of {len(steps)} steps"
            + (f", about {left} minutes left" if left else "")
        )
        for step in steps:
            say(f"  {step.number:<5}{step.name:<26}{state_in_short(desk, step)}")
    return 0


def state_in_short(desk: Desk, step: Step) -> str:
    """A step's state without building anything."""
    if not desk.workspace.started(step.chapter):
        return dim("not started")
    missing = [n for n in step.all_files if not (desk.workspace.chapter(step.chapter) / n).exists()]
    if missing:
        return red(f"{missing[0]} is missing")
    if desk.progress.passed(step):
        changed = desk.progress.changed_since(step, desk.workspace.content(step))
        return green("passed") + (dim(", changed since") if changed else "")
    left = desk.workspace.untouched(step)
    if len(left) == len(desk.workspace.region_names(step)):
        return dim("not started")
    return yellow("in progress")
