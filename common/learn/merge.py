"""Bringing a newer course into a workspace file without losing what the reader wrote.

Region bodies go over by name; everything outside the regions is merged three-way against the base
that the reader started from.
"""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from learn import regions


@dataclass
class Merged:
    text: str
    conflict: bool = False
    lost: dict[str, list[str]] = field(
        default_factory=dict
    )  # bodies of regions that the course no longer has
    beside: bool = False  # no git: the newer course's file belongs beside the reader's, untouched


def three_way(mine: str, base: str, theirs: str) -> tuple[str, bool] | None:
    """`git merge-file`: the merged text and whether it holds a conflict; None without git."""
    if mine == base or mine == theirs:
        return theirs, False
    if base == theirs:
        return mine, False
    if not shutil.which("git"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        names = [Path(folder) / name for name in ("mine", "base", "theirs")]
        for path, text in zip(names, (mine, base, theirs)):
            path.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [
                "git",
                "merge-file",
                "-p",
                "-L",
                "yours",
                "-L",
                "before",
                "-L",
                "new course",
                *map(str, names),
            ],
            capture_output=True,
            text=True,
        )
        if done.returncode < 0 or done.returncode > 127:
            return None
        return done.stdout, done.returncode > 0


def merge(mine: str, base: str, theirs: str) -> Merged:
    """`mine` brought from `base` to `theirs` (both as generated: with stubs)."""
    own = {r.name: r for r in regions.intact(mine)}
    stubs = {r.name: r for r in regions.parse(base)}
    written = {name: r for name, r in own.items() if name in stubs and not is_stub(r, stubs[name])}

    # Everything the reader has outside of the regions, on top of the old stubs.
    frame = mine
    if own:
        frame = regions.replace(mine, lambda r: inner(stubs[r.name] if r.name in stubs else r))
    result = three_way(frame, base, theirs)
    if result is None:
        return Merged(mine, beside=True)
    text, conflict = result

    known = {r.name for r in regions.intact(text)}
    if known:
        text = regions.replace(text, lambda r: inner(written.get(r.name, r)))
    lost = {name: inner(r) for name, r in written.items() if name not in known}
    return Merged(text, conflict, lost)


def inner(region: regions.Region) -> list[str]:
    """Everything between the markers."""
    return [f"{region.indent}//| {line}".rstrip() for line in region.prompt] + list(region.body)


def is_stub(region: regions.Region, stub: regions.Region) -> bool:
    return [line.strip() for line in region.body] == [line.strip() for line in stub.body]
