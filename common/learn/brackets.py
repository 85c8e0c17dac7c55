"""A bracket that is never closed: the compiler often complains about it in the next file only."""

import re

from learn.regions import strip_comments

STRINGS = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])'")
PAIRS = {")": "(", "]": "[", "}": "{"}


def unbalanced(text: str) -> tuple[int, str] | None:
    """(line, what is wrong) of the first bracket without its partner; None when all have one."""
    open_ones: list[tuple[str, int]] = []
    for number, line in enumerate(strip_comments(text).split("\n"), 1):
        line = STRINGS.sub("", line)
        for bracket in re.findall(r"[()\[\]{}]", line):
            if bracket not in PAIRS:
                open_ones.append((bracket, number))
            elif not open_ones:
                return number, f"this `{bracket}` closes nothing"
            elif open_ones[-1][0] == PAIRS[bracket]:
                open_ones.pop()
            else:
                return open_ones[-1][1], f"this `{open_ones[-1][0]}` is never closed"
    return (open_ones[-1][1], f"this `{open_ones[-1][0]}` is never closed") if open_ones else None
