"""The course as its chapters' steps.json describe it. Numbers follow from the order alone."""

import json
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from learn.trouble import Trouble, unknown


@dataclass(frozen=True)
class Step:
    chapter: "Chapter" = field(repr=False, compare=False)
    index: int
    name: str
    title: str
    minutes: int
    files: tuple[str, ...]
    also: tuple[str, ...]
    tests: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def number(self) -> str:
        return f"{self.chapter.number}.{self.index + 1}"

    @property
    def key(self) -> str:
        """What progress is stored under; survives renumbering."""
        return f"{self.chapter.name}/{self.name}"

    @property
    def target(self) -> str:
        return f"test-{self.chapter.number:02}-{self.name}"

    @property
    def program(self) -> str:
        """The step's test program, relative to a build folder."""
        return f"{self.chapter.folder}/{self.target}"

    @property
    def all_files(self) -> tuple[str, ...]:
        return self.files + self.also

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


@dataclass
class Chapter:
    path: Path
    number: int
    name: str
    title: str
    summary: str
    uses: tuple[str, ...]
    train: dict[str, str]
    train_on_gpu: dict[str, str]  # programs for trainings of earlier chapters
    steps: list[Step]

    @property
    def folder(self) -> str:
        return self.path.name

    def step(self, name: str) -> Step | None:
        return next((s for s in self.steps if s.name == name), None)

    def __str__(self) -> str:
        return f"{self.number:02} {self.title}"


class Course:
    """A checkout of the course: where things are, and what it consists of."""

    def __init__(self, root: Path):
        self.root = root.resolve()
        self.build = Path(os.environ.get("GRADUS_BUILD") or self.root / "build").resolve()
        self.workbook = self.root / "workbook"

    @cached_property
    def chapters(self) -> list[Chapter]:
        found = []
        for manifest in sorted(self.root.glob("[0-9][0-9]_*/steps.json")):
            found.append(load_chapter(manifest))
        return found

    def chapter(self, word: str) -> Chapter:
        """A chapter by number (`1`, `01`), name or folder."""
        for chapter in self.chapters:
            if word in (chapter.name, chapter.folder) or (
                word.isdigit() and int(word) == chapter.number
            ):
                return chapter
        known = (
            [str(c.number) for c in self.chapters]
            if word.isdigit()
            else [c.name for c in self.chapters]
        )
        raise unknown("chapter", word, known)

    def find(self, word: str, near: str | None = None) -> Chapter | Step:
        """A chapter (`1`) or a step (`1.3`, `add-and-multiply`, `scalar_autograd/backward`).

        Where chapters share a step's name, the one in the folder `near` is meant, else the first.
        """
        numbered = re.fullmatch(r"(\d+)\.(\d+)", word)
        if numbered:
            chapter = self.chapter(numbered[1])
            index = int(numbered[2])
            if 1 <= index <= len(chapter.steps):
                return chapter.steps[index - 1]
            close = min(max(index, 1), len(chapter.steps))
            raise Trouble(
                f"unknown step '{word}'; the nearest one is '{chapter.steps[close - 1].number}' "
                f"({chapter.steps[close - 1].name})",
                status=2,
            )
        steps = [s for c in self.chapters for s in c.steps if word in (s.name, s.key)]
        if steps:
            return next((s for s in steps if s.chapter.folder == near), steps[0])
        if word.isdigit() or any(word in (c.name, c.folder) for c in self.chapters):
            return self.chapter(word)
        raise unknown(
            "step",
            word,
            [s.name for c in self.chapters for s in c.steps] + [c.name for c in self.chapters],
        )

    def step(self, word: str, near: str | None = None) -> Step:
        found = self.find(word, near)
        if isinstance(found, Chapter):
            raise Trouble(
                f"'{word}' is a chapter; name a step, such as {found.steps[0].number} "
                f"({found.steps[0].name})",
                status=2,
            )
        return found


def load_chapter(manifest: Path) -> Chapter:
    folder = manifest.parent
    try:
        data = json.loads(manifest.read_text())
        chapter = Chapter(
            path=folder,
            number=int(folder.name[:2]),
            name=folder.name[3:],
            title=data["title"],
            summary=data.get("summary", ""),
            uses=tuple(data.get("uses", ())),
            train=dict(data.get("train", {})),
            train_on_gpu=dict(data.get("train_on_gpu", {})),
            steps=[],
        )
        for index, entry in enumerate(data["steps"]):
            hints = tuple(
                "\n".join(h) if isinstance(h, list) else h for h in entry.get("hints", ())
            )
            chapter.steps.append(
                Step(
                    chapter=chapter,
                    index=index,
                    name=entry["name"],
                    title=entry.get("title", entry["name"]),
                    minutes=int(entry.get("minutes", 0)),
                    files=tuple(entry.get("files", ())),
                    also=tuple(entry.get("also", ())),
                    tests=tuple(entry.get("tests", ())),
                    hints=hints,
                )
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble(
            f"{folder.name}/steps.json cannot be read: {type(error).__name__}: {error}"
        ) from error
    return chapter
