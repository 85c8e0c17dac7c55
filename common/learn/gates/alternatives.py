"""The alternatives tree: the chapters' sources with every region turned into a choice at run time.

One build of it can play every known mistake, every stub, an endless loop and a crash in each
region, chosen by environment variables (gradus/testing/alternative.h).
"""

from learn import mistakes, regions
from learn.files import read
from learn.manifest import Chapter, Step
from learn.regions import Region

LOOPS = "this loop never ends"
LOOP = ["::gradus::testing::loop();"]
CRASH = ["volatile int* volatile nowhere = nullptr;", "*nowhere = 1;"]
INCLUDE = "#include <gradus/testing/alternative.h>"


def choose(region: str, alternative: str = "") -> dict[str, str]:
    """The environment of a run in which one region is wrong; without an alternative it throws."""
    return {"GRADUS_REGION": region, "GRADUS_ALTERNATIVE": alternative}


def stubs_after(step: Step) -> dict[str, str]:
    """The environment of a run in which every region of the chapter's later steps throws."""
    return {"GRADUS_STUBS_AFTER": str(number(step.chapter, step.index))}


def number(chapter: Chapter, index: int) -> int:
    """A step's number beyond chapters. A chapter's first step is number 1, for 0 is none of it."""
    return 100 * chapter.number + index + 1


def files(chapter: Chapter) -> dict[str, str]:
    """Every library file of a chapter, with choices instead of regions."""
    wrong: dict[str, list[mistakes.Mistake]] = {}
    for step in chapter.steps:
        for mistake in mistakes.load(step):
            wrong.setdefault(mistake.region, []).append(mistake)
    return {
        name: choices(number(chapter, step.index), read(chapter.path / name), wrong)
        for step in chapter.steps
        for name in step.all_files
    }


def choices(step: int, text: str, wrong: dict[str, list[mistakes.Mistake]]) -> str:
    found = regions.parse(text)
    if not found:
        return text
    text = regions.replace(text, lambda region: choice(step, region, wrong.get(region.name, [])))
    return (
        INCLUDE + "\n" + text
        if "#pragma once" not in text
        else text.replace("#pragma once", f"#pragma once\n{INCLUDE}", 1)
    )


def choice(step: int, region: Region, wrong: list[mistakes.Mistake]) -> list[str]:
    """`if (!wrong(...)) {right} else if (alternative(...)) {wrong} else ... {stub}`"""
    lines = [f'if (!::gradus::testing::wrong("{region.name}", {step})) {{', *region.body]
    ways = [(m.alternative, list(m.body)) for m in wrong] + [("loop", LOOP), ("crash", CRASH)]
    for name, body in ways:
        lines += [f'}} else if (::gradus::testing::alternative("{name}")) {{', *body]
    return lines + ["} else {", f'::gradus::not_implemented("{region.name}");', "}"]


def right(region: Region, reference: Region) -> range:
    """The lines, counted from 1, that a region's reference has in a file of choices()."""
    first = region.begin + 3  # after the region's marker and the `if`
    return range(first, first + len(reference.body))
