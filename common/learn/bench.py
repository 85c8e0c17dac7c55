"""`bench`: runs the chapters' benchmark programs and puts their rows together."""

import json
import re
import subprocess
import tempfile
from pathlib import Path

from learn import build, packages
from learn.files import write_atomic
from learn.manifest import Chapter, Course
from learn.term import bold, dim, green, say, yellow
from learn.trouble import Trouble, unknown

KEYS = ("case", "unit", "ours", "peer", "peer_name", "ratio", "ratio_high", "target")
PASSED_ON = {"--filter": 1, "--pairs": 1}
HELP = """usage: ./learn bench [CHAPTER] [--json FILE] [--filter TEXT] [--pairs N]

Builds and runs the benchmark programs of a chapter (default: all). Each measures the reference
beside a peer, in interleaved pairs; ratio = ours / peer, with the upper end of its 95 % interval,
and the target beside it.

  --json FILE     also write the rows to FILE
  --filter TEXT   only cases whose name contains TEXT
  --pairs N       at least N pairs a case"""


def command(course: Course, words: list[str]) -> int:
    chapters, out, handed_on = list(course.chapters), None, []
    words = [
        part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])
    ]
    while words:
        word = words.pop(0)
        if word in ("-h", "--help"):
            say(HELP)
            return 0
        if word == "--json":
            out = Path(value(word, words)).resolve()
        elif word in PASSED_ON:
            handed_on += [word, value(word, words)]
        elif word.startswith("-"):
            raise unknown("flag", word, ["--json", "--help", *PASSED_ON])
        else:
            chapters = [course.chapter(word)]
    return run(course, chapters, out, handed_on)


def value(flag: str, words: list[str]) -> str:
    if not words:
        raise Trouble(f"{flag} needs a value", status=2)
    return words.pop(0)


def programs(chapter: Chapter) -> list[str]:
    """The targets of a chapter's benchmark programs."""
    return [
        f"bench-{chapter.number:02}-{source.stem.replace('_', '-')}"
        for source in sorted((chapter.path / "bench").glob("*.cpp"))
    ]


def run(course: Course, chapters: list[Chapter], out: Path | None, handed_on: list[str]) -> int:
    targets = [(chapter, target) for chapter in chapters for target in programs(chapter)]
    if not targets:
        raise Trouble("no benchmark program there yet")
    packages.need("cmake", "ninja", "compiler", "benchmark")
    tree = build.release(course)
    built = tree.build([target for _, target in targets], "Building the benchmarks")
    if not built.ok:
        raise Trouble(f"the benchmarks do not build:\n{built.output.strip()}")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for chapter, target in targets:
            file = Path(folder) / f"{target}.json"
            say(f"{bold(chapter.folder)} {target}")
            command_line = [
                str(tree.folder / chapter.folder / target),
                "--json",
                str(file),
                *handed_on,
            ]
            # Progress stays visible on stderr; the table follows from the rows.
            done = subprocess.run(command_line, stdout=subprocess.PIPE, text=True)
            if done.returncode != 0:
                raise Trouble(
                    f"{target} ended with status {done.returncode}\n{done.stdout.strip()}".rstrip()
                )
            if not file.exists():  # nothing was measured; the program's last line says why
                say(done.stdout.strip().rpartition("\n")[2] or "nothing was measured")
                continue
            rows += read_rows(file, target)
    if rows:
        say(table(rows))
    if out:
        write_atomic(out, json.dumps(rows, indent=1) + "\n")
        say(f"The rows are in {out}")
    return 0


def read_rows(file: Path, target: str) -> list[dict]:
    """A program's rows, in the agreed keys."""
    try:
        text = file.read_text()
        try:
            rows = json.loads(text)
        except ValueError:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        rows = rows["rows"] if isinstance(rows, dict) and "rows" in rows else rows
        rows = [rows] if isinstance(rows, dict) else rows
        return [{key: row.get(key) for key in KEYS} for row in rows]
    except (OSError, ValueError, AttributeError) as error:
        raise Trouble(f"{target} left no readable rows: {error}") from error


def table(rows: list[dict]) -> str:
    head = ("case", "ours", "peer", "", "ratio", "95 % up to", "target", "")
    body = []
    for row in rows:
        met = ""
        if row["target"] is not None and row["ratio_high"] is not None:
            met = green("met") if row["ratio_high"] <= 1.05 * row["target"] else yellow("not met")
        body.append(
            (
                row["case"],
                quantity(row["ours"], row["unit"]),
                quantity(row["peer"], row["unit"]),
                row["peer_name"] or dim("no peer here"),
                number(row["ratio"]),
                number(row["ratio_high"]),
                number(row["target"]),
                met,
            )
        )
    widths = [max(visible(cells[i]) for cells in [head, *body]) for i in range(len(head))]
    lines = [
        "  ".join(cell + " " * (w - visible(cell)) for cell, w in zip(cells, widths)).rstrip()
        for cells in [head, *body]
    ]
    return "\n".join([bold(lines[0]), *lines[1:]])


def visible(text: str) -> int:
    return len(re.sub(r"\033\[[0-9;]*m", "", text))


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"


def quantity(value: float | None, unit: str | None) -> str:
    return "" if value is None else f"{value:.4g} {unit or ''}".rstrip()
