"""The known mistakes of a step: mistakes/<step>/<slug>.cpp, each a wrong body of one region."""

import re
from dataclasses import dataclass
from pathlib import Path

from learn.files import read
from learn.manifest import Chapter, Step
from learn.trouble import Trouble

HEAD = re.compile(r"^// (mistake|region|from|message): ?(.*)$")


@dataclass(frozen=True)
class Mistake:
    step: Step
    slug: str
    region: str
    message: str
    source: str
    body: tuple[str, ...]
    path: Path

    @property
    def alternative(self) -> str:
        """The name under which a run chooses it, of those of its region."""
        return f"mistake:{self.slug}"


def load(step: Step) -> list[Mistake]:
    """The mistakes of a step, by slug."""
    return [
        parse(step, path)
        for path in sorted((step.chapter.path / "mistakes" / step.name).glob("*.cpp"))
    ]


def parse(step: Step, path: Path) -> Mistake:
    where = f"{step.chapter.folder}/mistakes/{step.name}/{path.name}"
    lines = read(path).rstrip("\n").split("\n")
    head: dict[str, str] = {}
    while lines and (match := HEAD.match(lines[0])):
        head[match[1]] = match[2].strip()
        lines.pop(0)
    for key in ("mistake", "region", "message"):
        if not head.get(key):
            raise Trouble(f"{where}: the line `// {key}: ...` is missing")
    if head["mistake"] != path.stem:
        raise Trouble(f"{where}: calls itself '{head['mistake']}'")
    return Mistake(
        step, path.stem, head["region"], head["message"], head.get("from", ""), tuple(lines), path
    )


def strays(chapter: Chapter) -> list[str]:
    """Folders under mistakes/ that are no step's."""
    folder = chapter.path / "mistakes"
    if not folder.is_dir():
        return []
    return [
        f"{chapter.folder}/mistakes/{p.name} is no step"
        for p in sorted(folder.iterdir())
        if not p.name.startswith(".") and not chapter.step(p.name)
    ]
