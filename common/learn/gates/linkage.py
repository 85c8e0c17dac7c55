"""Whether a step's test program is made of the reader's files, by what Ninja would run for it."""

import hashlib
import shlex
import subprocess
from pathlib import Path

from learn.build import Tree
from learn.manifest import Chapter, Step
from learn.workspace import Workspace


def commands_of(step: Step, tree: Tree) -> list[list[str]]:
    """Every command that Ninja would run for a step's test, the linking last."""
    done = subprocess.run(
        ["ninja", "-C", str(tree.folder), "-t", "commands", step.target],
        capture_output=True,
        text=True,
    )
    return [shlex.split(line) for line in done.stdout.splitlines() if line]


def compiled(source: Path) -> str:
    """The name of the file that the compiler sees for a source: kernels are rewritten before."""
    if source.suffix != ".cu":
        return str(source)
    digest = hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:8]
    return f"{digest}_{source.name}.cpp"


def compilation(step: Step, tree: Tree, source: Path) -> list[str]:
    """The command that compiles one source; empty if there is none."""
    for words in commands_of(step, tree):
        if "-c" in words and words[words.index("-c") + 1].endswith(compiled(source)):
            return words
    return []


def problems(step: Step, tree: Tree, workspace: Workspace, chapters: list[Chapter]) -> list[str]:
    """What of a step's test does not come from the workspace."""
    commands = commands_of(step, tree)
    if not commands:
        return [f"ninja knows no commands for {step.target}"]
    objects = {}
    found = []
    reference = [chapter.path / room for chapter in chapters for room in ("include", "src")]
    for words in commands:
        if "-c" in words and "-o" in words:
            source = Path(words[words.index("-c") + 1])
            objects[words[words.index("-o") + 1]] = source
            used = [source, *(Path(w[2:]) for w in words if w.startswith("-I"))]
            found += [
                f"{source.name} is compiled with the reference's {path}"
                for path in used
                for folder in reference
                if path == folder or folder in path.parents
            ]
    linked = {objects[word] for word in commands[-1] if word in objects}
    linked = {str(source) for source in linked} | {source.name for source in linked}
    for earlier in step.chapter.steps[: step.index + 1]:
        for name in earlier.all_files:
            source = workspace.chapter(step.chapter) / name
            if source.suffix in (".cpp", ".cu") and compiled(source) not in linked:
                found.append(f"the reader's {name} is not linked into {step.target}")
    return found
