"""All slow gates of all chapters that have exercises, with two programs running at a time."""

import re
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from learn import build, check, house, mistakes, programs
from learn.files import read, write_atomic
from learn.gates import alternatives, coverage, linkage, syntax
from learn.manifest import Chapter, Course, Step
from learn.suite import Tally
from learn.workspace import Workspace

TIME_LIMIT = 60.0


def run(course: Course, chosen: list[Chapter], only: Step | None, tally: Tally) -> None:
    chapters = [c for c in chosen if house.has_regions(c)]
    if not chapters:
        tally.add("chapters with exercises", 0, ["none was found"])
        return
    steps = [
        s
        for c in chapters
        for s in c.steps
        if house.region_names(c, s) and (only is None or s.name == only.name)
    ]
    empty_workspace(course, chapters, steps, tally)
    run_time_alternatives(course, chapters, steps, tally)


def each(items: list, name: str, gate: Callable, tally: Tally, parallel: bool = True) -> None:
    """Runs a gate, which returns problems, for every item; each item is one check."""
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=min(2, build.jobs()) if parallel else 1) as pool:
        results = list(pool.map(gate, items))
    failed = [problems for problems in results if problems]
    tally.add(
        name, len(items) - len(failed), ["\n".join(p) for p in failed], time.monotonic() - began
    )


def put_tree(folder: Path, files: dict[str, str]) -> None:
    """Makes a folder hold exactly these files; unchanged ones keep their times."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and str(path.relative_to(folder)) not in files:
            path.unlink()
    for name, text in files.items():
        path = folder / name
        if not path.exists() or read(path) != text:
            write_atomic(path, text)


def built(tree: build.Tree, steps: list[Step], label: str, tally: Tally) -> bool:
    began = time.monotonic()
    result = tree.build([s.target for s in steps], label, keep_going=True)
    tally.add(
        label.lower(),
        int(result.ok),
        [] if result.ok else [head(result.output)],
        time.monotonic() - began,
    )
    return result.ok


# The workspace as a reader gets it.


def empty_workspace(
    course: Course, chapters: list[Chapter], steps: list[Step], tally: Tally
) -> None:
    folder = course.build / "gates" / "workbook"
    workspace = Workspace(course, folder)
    for chapter in chapters:
        generated = workspace.generated(chapter)
        put_tree(workspace.chapter(chapter), generated)
        put_tree(workspace.base(chapter), generated)
    names = [c.folder for c in chapters]
    tree = build.Tree(
        course,
        course.build / "gates" / "workbook-build",
        build.WORKBOOK_FLAGS
        | {"GRADUS_WORKBOOK": str(folder), "GRADUS_WORKBOOK_CHAPTERS": ";".join(names)},
    )
    if not built(tree, steps, "Every region empty: the workspace compiles", tally):
        return

    def not_started(step: Step) -> list[str]:
        state = check.check(step, workspace, tree, TIME_LIMIT, True, names).state
        return [] if state == check.NOT_STARTED else [f"{step}: {state}"]

    def forced(step: Step) -> list[str]:
        outcome = programs.run(tree.folder / step.program, TIME_LIMIT, folder)
        if outcome.kind == "failed" and outcome.missing:
            return []
        return [f"{step}: {outcome.kind}, exercises hit: {outcome.missing}\n{tail(outcome)}"]

    def checked(pair: tuple[Step, str, str]) -> list[str]:
        return syntax.through_check(*pair, workspace, tree, names)

    def compiled(pair: tuple[Step, str, str]) -> list[str]:
        return syntax.one_object(*pair, workspace, tree)

    first = [(s, *workspace.region_names(s)[0]) for s in steps]
    files = {(s, file): region for s in steps for file, region in workspace.region_names(s)}
    last = [(*where, region) for where, region in files.items()]

    each(steps, "empty regions: each step reports not started", not_started, tally)
    each(steps, "empty regions, run all the same: tests fail by NotImplemented", forced, tally)
    each(
        steps,
        "tests are linked with the reader's objects",
        lambda step: linkage.problems(step, tree, workspace, chapters),
        tally,
    )
    each(first, "broken syntax, through a whole check", checked, tally, parallel=False)
    each(last, "broken syntax, in every file: shown as such, with file and line", compiled, tally)


# One build that can play everything.


def run_time_alternatives(
    course: Course, chapters: list[Chapter], steps: list[Step], tally: Tally
) -> None:
    folder = course.build / "gates" / "alternatives"
    workspace = Workspace(course, folder)
    for chapter in chapters:
        put_tree(workspace.chapter(chapter), alternatives.files(chapter))
    names = [c.folder for c in chapters]
    flags = dict(build.WORKBOOK_FLAGS)
    flags["CMAKE_CXX_FLAGS"] += f" -w -I{course.root}/common/testing/include {coverage.flags(folder)}"
    tree = build.Tree(
        course,
        course.build / "gates" / "alternatives-build",
        flags | {"GRADUS_WORKBOOK": str(folder), "GRADUS_WORKBOOK_CHAPTERS": ";".join(names)},
    )
    if not built(tree, steps, "The alternatives build", tally):
        return

    # Nobody reads here where memory was allocated, and to note it takes a quarter of the time.
    options = f"{programs.ASAN_OPTIONS}:malloc_context_size=1:quarantine_size_mb=4"

    def play(step: Step, chosen: dict[str, str], **more) -> programs.Outcome:
        environment = coverage.NOWHERE | {"ASAN_OPTIONS": options} | chosen
        return programs.run(
            tree.folder / step.program, TIME_LIMIT, folder, environment=environment, **more
        )

    def passes(step: Step, chosen: dict[str, str]) -> list[str]:
        outcome = play(step, chosen)
        good = outcome.kind == "passed" and outcome.passed and not outcome.skipped
        return [] if good else [f"{step}: {outcome.kind} {outcome.reason}\n{tail(outcome)}"]

    def covers(step: Step) -> list[str]:
        with tempfile.TemporaryDirectory() as counted:
            problems = passes(step, {"GCOV_PREFIX": counted})
            return problems or coverage.uncovered(step, tree, workspace, Path(counted))

    def stub(pair: tuple[Step, str, str]) -> list[str]:
        outcome = play(pair[0], alternatives.choose(pair[2]))
        result = check.judge(pair[0], outcome, workspace, names, [])
        if result.state == check.IN_PROGRESS and [r for _, r in result.left] == [pair[2]]:
            return []
        return [f"{pair[2]}: {outcome.kind}, exercises hit: {outcome.missing}"]

    def loop(pair: tuple[Step, str, str]) -> list[str]:
        chosen = alternatives.choose(pair[2], "loop")
        outcome = play(pair[0], chosen, hangs=alternatives.LOOPS)
        state = check.judge(pair[0], outcome, workspace, names, []).state
        return [] if state == check.TIMED_OUT and outcome.running else [f"{pair[2]}: {state}"]

    def crash(pair: tuple[Step, str, str]) -> list[str]:
        outcome = play(pair[0], alternatives.choose(pair[2], "crash"))
        state = check.judge(pair[0], outcome, workspace, names, []).state
        path = workspace.chapter(pair[0].chapter) / pair[1]
        # In a kernel the tracer stands before the crash, and says where it would be.
        if (
            path.suffix in (".cu", ".cuh")
            and state == check.FAILING
            and "null pointer" in outcome.output
            and re.search(rf"{re.escape(path.name)}:\d+", outcome.output)
        ):
            return []
        if (
            state == check.CRASHED
            and outcome.where.rpartition(":")[0] == str(path)
            and "null" in outcome.reason
        ):
            return []
        return [f"{pair[2]}: {state}, {outcome.reason}, at {outcome.where}\n{tail(outcome)}"]

    every = [(s, *pair) for s in steps for pair in workspace.region_names(s)]
    each(steps, "the reference passes, and every line of every region is run", covers, tally)
    each(
        steps,
        "each step passes while all later steps are stubs",
        lambda s: passes(s, alternatives.stubs_after(s)),
        tally,
    )
    each(every, "each region alone is missed by its step's tests", stub, tally)
    known_mistakes(steps, play, tally)
    each(every, "an endless loop: shown as timed out", loop, tally)
    each(every, "a crash: shown as crashed, with file and line", crash, tally)


def known_mistakes(steps: list[Step], play: Callable, tally: Tally) -> None:
    """Each mistake fails by an assertion, with a message that no other one of the step gets."""
    found = [m for step in steps for m in mistakes.load(step)]
    with ThreadPoolExecutor(max_workers=min(2, build.jobs())) as pool:
        choices = [alternatives.choose(m.region, m.alternative) for m in found]
        outcomes = dict(zip(found, pool.map(play, [m.step for m in found], choices)))

    def caught(mistake: mistakes.Mistake) -> list[str]:
        outcome = outcomes[mistake]
        name = f"{mistake.step.name}/{mistake.slug}"
        if outcome.kind != "failed" or outcome.missing:
            return [
                f"{name}: {outcome.kind} {outcome.reason}, not a failed assertion\n{tail(outcome)}"
            ]
        problems = []
        if mistake.message not in outcome.output:
            problems.append(
                f"{name}: its message does not appear: {mistake.message}\n{tail(outcome)}"
            )
        return problems + [
            f"{name}: {other.slug} gets its message too: {mistake.message}"
            for other in found
            if other.step is mistake.step
            and other is not mistake
            and mistake.message in outcomes[other].output
        ]

    each(found, "known mistakes: caught by an assertion, with their own message", caught, tally)


def head(output: str, lines: int = 60) -> str:
    """The errors of a build, with some lines after each."""
    text = output.splitlines()
    first = next((i for i, line in enumerate(text) if "error" in line), 0)
    return "\n".join(text[max(0, first - 3) : first + lines])


def tail(outcome: programs.Outcome, lines: int = 30) -> str:
    return "\n".join(outcome.output.strip().splitlines()[-lines:])
