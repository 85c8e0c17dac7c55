"""The reader's workspace: workbook/NN_name, generated from the reference, then the reader's own."""

import hashlib
import os
import time
from pathlib import Path

from learn import regions
from learn.files import read, write_atomic
from learn.manifest import Chapter, Course, Step
from learn.merge import inner, merge
from learn.trouble import Trouble


class Workspace:
    def __init__(self, course: Course, folder: Path | None = None):
        self.course = course
        self.folder = folder or course.workbook
        self.hidden = self.folder / ".gradus"

    # Where things are.

    def chapter(self, chapter: Chapter) -> Path:
        return self.folder / chapter.folder

    def base(self, chapter: Chapter) -> Path:
        """The files as generated: what the reader started from, for merging a newer course."""
        return self.hidden / "base" / chapter.folder

    def last(self, chapter: Chapter) -> Path:
        """The reader's files as of the last check."""
        return self.hidden / "last" / chapter.folder

    def started(self, chapter: Chapter) -> bool:
        return self.base(chapter).is_dir()

    def show(self, path: Path) -> str:
        """A path as the reader types it."""
        try:
            return os.path.relpath(path, self.course.root)
        except ValueError:
            return str(path)

    # Generating.

    def generated(self, chapter: Chapter) -> dict[str, str]:
        """Every file of a fresh workspace, by its path in the chapter's folder."""
        files = {}
        for step in chapter.steps:
            for name in step.all_files:
                files[name] = regions.stubbed(read(chapter.path / name))
        files["README.md"] = readme(chapter)
        return files

    def start(self, chapter: Chapter) -> list[str]:
        """Creates what is missing, merges what the course changed; tells what it did."""
        if self.started(chapter):
            return self.restore(chapter) + self.update(chapter)
        fresh = self.generated(chapter)
        notes = []
        for name, text in fresh.items():
            path = self.chapter(chapter) / name
            if not path.exists():
                write_atomic(path, text)
            elif read(path) != text:
                notes.append(f"{self.show(path)} was there already and stays as it is")
        # The base appears whole or not at all: it is what says that the chapter is started.
        unfinished = self.hidden / f"base-of-{chapter.folder}"
        for name, text in fresh.items():
            write_atomic(unfinished / name, text)
        self.base(chapter).parent.mkdir(parents=True, exist_ok=True)
        unfinished.rename(self.base(chapter))
        return notes

    def restore(self, chapter: Chapter) -> list[str]:
        """Puts files back that the reader deleted: as of the last check, else as generated."""
        notes = []
        for name in self.base_files(chapter):
            path = self.chapter(chapter) / name
            if path.exists() or name == "README.md":
                continue
            kept = self.last(chapter) / name
            source = kept if kept.exists() else self.base(chapter) / name
            write_atomic(path, read(source))
            how = "as it was at your last check" if source is kept else "as it was in the beginning"
            notes.append(f"{self.show(path)} was missing; it is back {how}")
        return notes

    def base_files(self, chapter: Chapter) -> list[str]:
        base = self.base(chapter)
        return sorted(str(p.relative_to(base)) for p in base.rglob("*") if p.is_file())

    def update(self, chapter: Chapter) -> list[str]:
        """Brings a newer course into the workspace; the reader's edits stay."""
        notes = []
        fresh = self.generated(chapter)
        for name, theirs in fresh.items():
            path, base = self.chapter(chapter) / name, self.base(chapter) / name
            if not base.exists():
                if not path.exists():
                    write_atomic(path, theirs)
                    notes.append(f"{self.show(path)} is new in the course")
                write_atomic(base, theirs)
                continue
            before = read(base)
            if before == theirs:
                continue
            mine = read(path) if path.exists() else before
            result = merge(mine, before, theirs)
            if result.beside:
                beside = path.with_name(path.name + ".new")
                write_atomic(beside, theirs)
                notes.append(
                    f"{self.show(path)} changed in the course and git is missing to merge it: "
                    f"yours stays, the new one is {self.show(beside)}"
                )
            else:
                for region, lines in result.lost.items():
                    kept = self.save(path, "\n".join(lines) + "\n", region.replace("/", "-"))
                    notes.append(
                        f"the course no longer has the exercise '{region}'; "
                        f"your text is in {self.show(kept)}"
                    )
                if result.text != mine:
                    self.save(path, mine, "before-update")
                    write_atomic(path, result.text)
                if result.conflict:
                    notes.append(
                        f"{self.show(path)} changed in the course where you edited it: "
                        f"both versions stand between <<<<<<< and >>>>>>>; keep the one you want"
                    )
                elif result.text != mine and name != "README.md":
                    notes.append(
                        f"{self.show(path)} now follows the newer course; your edits are kept"
                    )
            write_atomic(base, theirs)
        for name in self.base_files(chapter):
            if name not in fresh:
                (self.base(chapter) / name).unlink()
                notes.append(
                    f"{self.show(self.chapter(chapter) / name)} is no longer part of the course; "
                    "yours stays"
                )
        return notes

    def save(self, path: Path, text: str, why: str) -> Path:
        """Keeps a copy of what is about to be replaced."""
        stamp = time.strftime("%Y%m%d-%H%M%S")
        kept = self.hidden / "saved" / f"{stamp}-{why}-{path.name}"
        write_atomic(kept, text)
        return kept

    def remember(self, chapter: Chapter) -> None:
        """Copies the reader's files aside, so that a deleted one can come back."""
        for name in self.base_files(chapter):
            path, kept = self.chapter(chapter) / name, self.last(chapter) / name
            if path.exists():
                text = read(path)
                if not kept.exists() or read(kept) != text:
                    write_atomic(kept, text)

    # Reading.

    def region_names(self, step: Step) -> list[tuple[str, str]]:
        """(file, region) of every exercise of a step, from the reference."""
        found = []
        for name in step.all_files:
            for region in regions.parse(read(step.chapter.path / name), name):
                if region.step == step.name:
                    found.append((name, region.name))
        return found

    def untouched(self, step: Step) -> list[tuple[str, str]]:
        """(file, region) of those exercises of a step that still are their stubs."""
        left = []
        for name, region_name in self.region_names(step):
            text = read(self.chapter(step.chapter) / name)
            region = next((r for r in regions.intact(text) if r.name == region_name), None)
            if region is None:
                if f'not_implemented("{region_name}")' in regions.strip_comments(text):
                    left.append((name, region_name))
            elif regions.untouched(region):
                left.append((name, region_name))
        return left

    def line_of(self, step: Step, name: str, region_name: str) -> str:
        """`workbook/.../value.cpp:42`, the line of an exercise."""
        path = self.chapter(step.chapter) / name
        for region in regions.intact(read(path)):
            if region.name == region_name:
                return f"{self.show(path)}:{region.begin + 1}"
        return self.show(path)

    def content(self, step: Step) -> str:
        """A fingerprint of the files that a step opens."""
        digest = hashlib.sha256()
        for name in step.all_files:
            path = self.chapter(step.chapter) / name
            digest.update(path.read_bytes() if path.exists() else b"")
        return digest.hexdigest()

    # Replacing.

    def put(self, step: Step, bodies: dict[str, list[str]]) -> None:
        """Replaces regions of a step's files; keeps the old text under workbook/.gradus/saved."""
        for name in step.all_files:
            wanted = [
                region
                for file, region in self.region_names(step)
                if file == name and region in bodies
            ]
            if not wanted:
                continue
            path = self.chapter(step.chapter) / name
            text = read(path)
            found = {r.name for r in regions.intact(text)}
            if not set(wanted) <= found:
                raise Trouble(
                    f"{self.show(path)}: the lines `// exercise: ...` and `// end exercise` around "
                    f"'{sorted(set(wanted) - found)[0]}' are gone; put them back or delete the file"
                )
            self.save(path, text, step.name)
            write_atomic(
                path,
                regions.replace(text, lambda r: bodies[r.name] if r.name in bodies else inner(r)),
            )

    def stubs(self, step: Step) -> dict[str, list[str]]:
        return {r.name: regions.stub(r) for r in self.reference_regions(step)}

    def solutions(self, step: Step) -> dict[str, list[str]]:
        return {r.name: list(r.body) for r in self.reference_regions(step)}

    def reference_regions(self, step: Step) -> list[regions.Region]:
        return [
            r
            for name in step.all_files
            for r in regions.parse(read(step.chapter.path / name), name)
            if r.step == step.name
        ]


def readme(chapter: Chapter) -> str:
    """The short page at the top of a workspace."""
    lines = [
        f"# {chapter.number:02} {chapter.title}: your workspace",
        "",
        chapter.summary,
        "",
        f"The text is [{chapter.folder}/README.md](../../{chapter.folder}/README.md), the tests are",
        f"in [{chapter.folder}/tests](../../{chapter.folder}/tests). You write between the lines",
        "`// exercise: ...` and `// end exercise`. Keep those two lines; everything else is yours.",
        "",
        "| step | | minutes | files |",
        "| --- | --- | --- | --- |",
    ]
    for step in chapter.steps:
        files = ", ".join(f"[{Path(name).name}]({name})" for name in step.files)
        lines.append(f"| {step.number} {step.name} | {step.title} | {step.minutes} | {files} |")
    lines += [
        "",
        "From the folder above this workbook:",
        "",
        "```",
        "./learn check      # the step you are at (or: check 1.3)",
        "./learn watch      # the same after every save",
        "./learn hint       # a nudge; again for more",
        "./learn next       # what comes next",
        "```",
        "",
    ]
    return "\n".join(lines)
