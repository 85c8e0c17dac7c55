"""The state of a step: builds its tests with the reader's code and runs them."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from learn import compile_errors, programs
from learn.build import Tree
from learn.manifest import Chapter, Step
from learn.progress import Progress
from learn.workspace import Workspace

NOT_STARTED, IN_PROGRESS, NEEDS = "not started", "in progress", "needs an earlier step"
DOES_NOT_COMPILE, CRASHED, TIMED_OUT = "does not compile", "crashed", "timed out"
FAILING, PASSED = "failing", "passed"


@dataclass
class Result:
    step: Step
    state: str
    left: list[tuple[str, str]] = field(default_factory=list)  # (file, region) still to write
    needs: Step | None = None
    error: compile_errors.CompileError | None = None
    outcome: programs.Outcome | None = None
    build_output: str = ""


def folders(workspace: Workspace, progress: Progress, chapter: Chapter) -> list[str]:
    """Which chapters come from the workbook when `chapter` is checked.

    Later ones make no difference to it, and stay in so that the build keeps its configuration.
    """
    mine = progress.base(chapter.folder) == "mine"
    return [
        c.folder
        for c in workspace.course.chapters
        if c is chapter or (workspace.started(c) and (mine or c.number > chapter.number))
    ]


def check(
    step: Step,
    workspace: Workspace,
    tree: Tree,
    limit: float,
    quiet: bool = False,
    mine: list[str] | None = None,
    force: bool = False,
) -> Result:
    """Finds the state of a step.

    `mine`: the chapter folders that are the reader's; `force`: run even what is untouched.
    """
    mine = mine if mine is not None else [step.chapter.folder]
    left = workspace.untouched(step)
    if left and len(left) == len(workspace.region_names(step)) and not force:
        return Result(step, NOT_STARTED, left)

    built = tree.build([step.target], f"Building step {step.number}", quiet)
    if not built.ok:
        error = explain(built.output, tree.folder, step, workspace)
        return Result(step, DOES_NOT_COMPILE, error=error, build_output=built.output)
    outcome = programs.run(tree.folder / step.program, limit, workspace.folder)
    return judge(step, outcome, workspace, mine, left)


def explain(
    output: str, folder: Path, step: Step, workspace: Workspace
) -> compile_errors.CompileError | None:
    """The one error of a failed build in `folder` that the reader should look at."""
    own = tuple(workspace.chapter(step.chapter) / name for name in step.all_files)
    error = compile_errors.first_error(output, folder, workspace.folder, own)
    return compile_errors.open_bracket(own, error) if error else None


def judge(
    step: Step,
    outcome: programs.Outcome,
    workspace: Workspace,
    mine: list[str],
    left: list[tuple[str, str]],
) -> Result:
    """From how the test program ended to the step's state. `left`: exercises still untouched."""
    if outcome.kind == "timeout":
        return Result(step, TIMED_OUT, left, outcome=outcome)
    if outcome.kind == "crashed":
        return Result(step, CRASHED, left, outcome=outcome)
    hit = [
        pair
        for pair in workspace.region_names(step)
        if pair[1] in outcome.missing and pair not in left
    ]
    if left or hit:
        return Result(step, IN_PROGRESS, left + hit, outcome=outcome)
    if outcome.missing:
        return Result(
            step, NEEDS, needs=owner(workspace, mine, outcome.missing[0]), outcome=outcome
        )
    good = outcome.kind == "passed" and outcome.passed and not outcome.skipped
    return Result(step, PASSED if good else FAILING, outcome=outcome)


def owner(workspace: Workspace, mine: list[str], region: str) -> Step | None:
    """The step of the reader's chapters that an exercise belongs to."""
    for chapter in workspace.course.chapters:
        step = chapter.step(region.split("/")[0]) if chapter.folder in mine else None
        if step and any(name == region for _, name in workspace.region_names(step)):
            return step
    return None


def link_index(tree: Tree, workspace: Workspace) -> None:
    """Points editors (clangd) at the workspace's build."""
    source = tree.folder / "compile_commands.json"
    for link in (
        workspace.folder / "compile_commands.json",
        workspace.course.root / "compile_commands.json",
    ):
        if source.exists() and workspace.folder.is_dir() and not link.exists():
            if link.is_symlink():
                link.unlink()
            try:
                link.symlink_to(os.path.relpath(source, link.parent))
            except OSError:
                pass  # an editor's comfort only
