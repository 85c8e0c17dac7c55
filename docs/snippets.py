#!/usr/bin/env python3
"""Keeps the code and the outputs in the chapters' texts equal to what the sources say and the programs print.

A comment stands before a fenced block and says where the block comes from:

    <!-- snippet: src/value.cpp record -->        the lines between the two marks `// [record]` of that file
    <!-- snippet: src/value.cpp "Value record(" -->   from the line that begins so to the end of its statement or block
    <!-- output: expression 2 3 -->               what the chapter's program prints when it is given these arguments
    <!-- figure: draw --example twice --out {file} -->      the picture on the next line is what the program draws
    <!-- figure: moons --out {folder} | loss.svg -->        ... or one of the files that it leaves in a folder
    <!-- compile -->                              a program, or statements, which the compiler must accept
    <!-- sketch -->                               not meant to be compiled

Paths are relative to the text's folder. Exercises are never shown: three dots stand in their place. Every block marked `cpp`
needs one of these comments. Without arguments all is checked; --write brings snippets and outputs up to date, --figures draws
the figures anew (they are not compared: another gnuplot draws other curves).
"""
import argparse
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "common"))
from learn import regions  # noqa: E402

MARK = re.compile(r"^\s*<!--\s*(snippet|output|compile|sketch)(?::\s*(.*?))?\s*-->\s*$")
FENCE = re.compile(r"^(`{3,}|~{3,})\s*([\w+-]*)\s*$")
FIGURE = re.compile(r"^\s*<!--\s*figure:\s*(.*?)\s*(?:\|\s*(\S+)\s*)?-->\s*$")
PICTURE = re.compile(r"^!\[[^\]]+\]\(([^)\s]+)\)\s*$")
SNIPPET_MARK = re.compile(r"^\s*// \[[\w./-]+\]\s*$")


class Wrong(Exception):
    """What is wrong with one block; one or more lines."""


@dataclass
class Block:
    begin: int  # index of the line that opens the fence
    end: int  # index of the line that closes it
    language: str
    kind: str  # snippet, output, compile, sketch; "" when no comment stands before it
    argument: str


def blocks(lines: list[str]) -> list[Block]:
    """The fenced blocks of a text, each with the comment that stands before it."""
    found = []
    mark = None
    fence = None
    for i, line in enumerate(lines):
        if fence:
            if line.strip() == fence[1]:
                kind, argument = (mark[1], mark[2] or "") if mark else ("", "")
                found.append(Block(fence[0], i, fence[2], kind, argument))
                fence = mark = None
            continue
        opened = FENCE.match(line)
        if opened:
            fence = (i, opened[1], opened[2])
        elif MARK.match(line):
            mark = MARK.match(line)
        elif line.strip():
            mark = None
    if fence:
        raise Wrong(f"{fence[0] + 1}: a block is not closed")
    return found


def snippet(folder: Path, argument: str) -> list[str]:
    """The lines that a snippet comment asks for."""
    name, _, wanted = argument.partition(" ")
    wanted = wanted.strip()
    path = folder / name
    if not path.is_file():
        raise Wrong(f"{name} does not exist")
    text = regions.replace(path.read_text(), lambda region: [f"{region.indent}// ..."]) if path.suffix in (".h", ".cpp", ".cu", ".cuh") \
        else path.read_text()
    lines = [line for line in text.split("\n") if not (regions.BEGIN.match(line) or regions.END.match(line))]
    if wanted.startswith('"'):
        chosen = by_first_line(lines, wanted.strip('"'), name)
    elif wanted:
        chosen = between_marks(lines, wanted, name)
    else:
        chosen = lines
    return dedent([line for line in chosen if not SNIPPET_MARK.match(line)])


def between_marks(lines: list[str], wanted: str, name: str) -> list[str]:
    marks = [i for i, line in enumerate(lines) if re.match(rf"^\s*(//|#) \[{re.escape(wanted)}\]\s*$", line)]
    if len(marks) != 2:
        raise Wrong(f"{name} has {len(marks)} lines `// [{wanted}]`; a snippet stands between two")
    return lines[marks[0] + 1:marks[1]]


def by_first_line(lines: list[str], wanted: str, name: str) -> list[str]:
    starts = [i for i, line in enumerate(lines) if line.strip().startswith(wanted)]
    if len(starts) != 1:
        raise Wrong(f"{name} has {len(starts)} lines that begin with `{wanted}`")
    depth = 0
    for i in range(starts[0], len(lines)):
        code = re.sub(r'"(?:\\.|[^"\\])*"|//.*', "", lines[i])
        depth += sum(code.count(c) for c in "({[") - sum(code.count(c) for c in ")}]")
        if depth <= 0 and code.rstrip().endswith((";", "}")):
            return lines[starts[0]:i + 1]
    raise Wrong(f"{name}: what begins with `{wanted}` has no end")


def dedent(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[indent:].rstrip() for line in lines]


def program(build: Path, folder: Path, name: str) -> Path:
    for place in (build / folder.name / name, build / name):
        if place.is_file():
            return place
    raise Wrong(f"the program `{name}` is not in {build} (build it first)")


def output(build: Path, folder: Path, argument: str) -> list[str]:
    """What a program prints. It runs in an empty folder, with one thread, and its pictures are thrown away."""
    words = shlex.split(argument)
    path = program(build, folder, words[0])
    with tempfile.TemporaryDirectory() as empty:
        environment = os.environ | {"GRADUS_THREADS": "1", "LC_ALL": "C"}
        try:
            done = subprocess.run([str(path), *words[1:]], cwd=empty, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
        except subprocess.TimeoutExpired:
            raise Wrong(f"`{argument}` did not end within two minutes") from None
    if done.returncode != 0:
        raise Wrong(f"`{argument}` ended with status {done.returncode}: {done.stderr.strip()[-300:]}")
    return [line.rstrip() for line in done.stdout.rstrip("\n").split("\n")]


def figures(path: Path, build: Path | None, draw: bool) -> list[str]:
    """Checks that each figure's program and picture are there; with `draw`, makes the pictures."""
    problems = []
    lines = path.read_text().split("\n")
    made: dict[str, Path] = {}
    with tempfile.TemporaryDirectory() as work:
        for i, line in enumerate(lines):
            found = FIGURE.match(line)
            if not found:
                continue
            picture = PICTURE.match(lines[i + 1]) if i + 1 < len(lines) else None
            where = f"{path.relative_to(ROOT)}:{i + 1}"
            try:
                if not picture:
                    raise Wrong("no picture with a text stands on the next line")
                target = path.parent / picture[1]
                if draw:
                    if build is None:
                        raise Wrong("--figures needs --build")
                    command = found[1]
                    if command not in made:
                        made[command] = Path(work) / f"{len(made)}{'' if found[2] else target.suffix}"
                        words = [w.format(folder=made[command], file=made[command]) for w in shlex.split(command)]
                        subprocess.run([str(program(build, path.parent, words[0])), *words[1:]], cwd=work, check=True,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    drawn = made[command] / found[2] if found[2] else made[command]
                    if not drawn.is_file():
                        raise Wrong(f"`{command}` left no {drawn.name}")
                    target.parent.mkdir(exist_ok=True)
                    target.write_bytes(drawn.read_bytes())
                elif not target.is_file():
                    raise Wrong(f"{picture[1]} does not exist; --figures draws it")
                elif build:
                    program(build, path.parent, shlex.split(found[1])[0])
            except (Wrong, subprocess.CalledProcessError) as wrong:
                problems.append(f"{where}: {wrong}")
    return problems


def compile_block(folder: Path, lines: list[str]) -> None:
    """Asks the compiler; statements without a main() are put into a function of the chapter's namespace."""
    code = "\n".join(lines)
    includes = [p for p in sorted(ROOT.glob("[0-9][0-9]_*/include")) if folder == ROOT or p.parent.name <= folder.name]
    includes.append(ROOT / "common" / "include")
    if "main(" not in code and "#include" not in code:
        headers = sorted((folder / "include").rglob("*.h"))
        namespace = next(re.search(r"^namespace ([\w:]+) \{", h.read_text(), re.M)[1] for h in headers)
        first = "".join(f"#include <{h.relative_to(folder / 'include')}>\n" for h in headers)
        code = (f"{first}#include <iostream>\nnamespace {namespace} {{\n"
                f"[[maybe_unused]] static void block() {{\n{code}\n}}\n}}\n")
    compiler = os.environ.get("CXX", "c++")
    command = [compiler, "-std=c++20", "-fsyntax-only", "-x", "c++", *(f"-I{p}" for p in includes), "-"]
    done = subprocess.run(command, input=code,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Wrong(f"does not compile:\n{done.stdout[-2000:]}")


def check_text(path: Path, build: Path | None, write: bool) -> list[str]:
    """The problems of one text; with `write`, its blocks are replaced first."""
    lines = path.read_text().split("\n")
    name = path.relative_to(ROOT)
    problems = []
    try:
        found = blocks(lines)
    except Wrong as wrong:
        return [f"{name}:{wrong}"]
    for block in reversed(found):
        where = f"{name}:{block.begin + 1}"
        have = lines[block.begin + 1:block.end]
        try:
            if block.kind == "snippet":
                wanted = snippet(path.parent, block.argument)
            elif block.kind == "output":
                if build is None:
                    continue
                wanted = output(build, path.parent, block.argument)
            elif block.kind == "compile":
                compile_block(path.parent, have)
                continue
            elif block.language in ("cpp", "c++") and block.kind != "sketch":
                raise Wrong("a block of C++ without a comment that says where it comes from")
            else:
                continue
            if wanted == [line.rstrip() for line in have]:
                continue
            if not write:
                raise Wrong(f"differs from {block.kind} `{block.argument}`:\n" +
                            "\n".join(difflib.unified_diff(have, wanted, "in the text", "now", lineterm="", n=1)))
            lines[block.begin + 1:block.end] = wanted
        except Wrong as wrong:
            problems.append(f"{where}: {wrong}")
    if write and "\n".join(lines) != path.read_text():
        path.write_text("\n".join(lines))
        print(f"{name}: brought up to date")
    return problems[::-1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path, metavar="TEXT", help="Markdown files (default: all of the course)")
    parser.add_argument("--write", action="store_true", help="bring snippets and outputs up to date")
    parser.add_argument("--figures", action="store_true", help="draw the figures anew; needs --build")
    parser.add_argument("--build", type=Path, metavar="FOLDER",
                        help="where the programs are built; without it outputs are left alone")
    arguments = parser.parse_args()
    course = [ROOT / "README.md", *sorted(ROOT.glob("[0-9][0-9]_*/README.md")), ROOT / "docs" / "mainpage.md"]
    texts = [t.resolve() for t in arguments.texts] or [p for p in course if p.exists()]
    build = arguments.build.resolve() if arguments.build else None
    problems = [problem for text in texts for problem in check_text(text, build, arguments.write)]
    problems += [problem for text in texts for problem in figures(text, build, arguments.figures)]
    for problem in problems:
        print(problem)
    checked = sum(block.kind in ("snippet", "output", "compile")
                  for text in texts for block in blocks(text.read_text().split("\n")))
    print(f"snippets: {checked} blocks in {len(texts)} texts, {len(problems)} wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
