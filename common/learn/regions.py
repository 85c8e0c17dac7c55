"""Exercise regions: the marked places of a source file that a reader fills in.

A reference file holds

    // exercise: step/part
    //| what the reader should write
    ...the solution...
    // end exercise

and a workspace file holds the same markers around the reader's text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from learn.trouble import Trouble

BEGIN = re.compile(r"^(\s*)// exercise: (\S+)\s*$")
END = re.compile(r"^\s*// end exercise\s*$")
PROMPT = re.compile(r"^\s*//\|[ ]?(.*)$")


@dataclass(frozen=True)
class Region:
    name: str
    indent: str
    begin: int  # index of the line `// exercise:`
    end: int  # index of the line `// end exercise`
    prompt: tuple[str, ...]
    body: tuple[str, ...]

    @property
    def step(self) -> str:
        return self.name.split("/")[0]


def parse(text: str, where: str = "") -> list[Region]:
    """The regions of a file, in order. Raises Trouble where markers do not pair up."""
    lines = text.split("\n")
    found: list[Region] = []
    begin = None
    for i, line in enumerate(lines):
        opened = BEGIN.match(line)
        if opened:
            if begin is not None:
                raise Trouble(f"{where}:{i + 1}: exercise '{opened[2]}' begins inside another one")
            if any(r.name == opened[2] for r in found):
                raise Trouble(f"{where}:{i + 1}: exercise '{opened[2]}' stands here twice")
            begin = i
        elif END.match(line):
            if begin is None:
                raise Trouble(f"{where}:{i + 1}: 'end exercise' without a beginning")
            first = BEGIN.match(lines[begin])
            inner = lines[begin + 1 : i]
            prompt = []
            while len(prompt) < len(inner) and PROMPT.match(inner[len(prompt)]):
                prompt.append(PROMPT.match(inner[len(prompt)])[1])
            found.append(
                Region(first[2], first[1], begin, i, tuple(prompt), tuple(inner[len(prompt) :]))
            )
            begin = None
    if begin is not None:
        raise Trouble(f"{where}:{begin + 1}: exercise without an 'end exercise' line")
    return found


def intact(text: str) -> list[Region]:
    """Like parse, but a reader may have broken the markers: then no region is known."""
    try:
        return parse(text)
    except Trouble:
        return []


def replace(text: str, inner: Callable[[Region], list[str]]) -> str:
    """The file with what stands between each region's markers replaced."""
    lines = text.split("\n")
    for region in reversed(parse(text)):
        lines[region.begin + 1 : region.end] = inner(region)
    return "\n".join(lines)


def stub(region: Region) -> list[str]:
    """What the reader finds: the prompt as comments, and a statement that throws."""
    comments = [f"{region.indent}// {line}".rstrip() for line in region.prompt]
    return comments + [f'{region.indent}gradus::not_implemented("{region.name}");']


def stubbed(text: str) -> str:
    """A reference file as the reader gets it."""
    return replace(text, stub)


def strip_comments(text: str) -> str:
    """C++ without comments; line breaks stay. Knows strings and characters, not raw strings."""
    token = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.S)

    def keep(match: re.Match) -> str:
        word = match[0]
        return "\n" * word.count("\n") if word.startswith("/") else word

    return token.sub(keep, text)


def code_lines(lines: tuple[str, ...] | list[str]) -> list[str]:
    """The lines without comments, blank lines and indentation."""
    return [line.strip() for line in strip_comments("\n".join(lines)).split("\n") if line.strip()]


def untouched(region: Region) -> bool:
    """Whether a region of a workspace file is still the stub, or empty."""
    code = code_lines(region.body)
    return code in ([], [f'gradus::not_implemented("{region.name}");'])
