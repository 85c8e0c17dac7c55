"""The alternatives tree: the chapters' sources with every region turned into a choice at run time.

One build of it can play every known mistake, every stub, an endless loop and a crash in each
region, chosen by the environment variable GRADUS_ALTERNATIVE.
"""

from learn import mistakes, regions
from learn.files import read
from learn.manifest import Chapter
from learn.regions import Region

LOOP = ["for (volatile bool go = true; go;) {", "}"]
CRASH = ["volatile int* volatile nowhere = nullptr;", "*nowhere = 1;"]
INCLUDE = "#include <gradus/testing/alternative.h>"


def loop(region: str) -> str:
    return f"loop:{region}"


def crash(region: str) -> str:
    return f"crash:{region}"


def stub(region: str) -> str:
    return f"stub:{region}"


def stubs_after(chapter: Chapter, index: int) -> str:
    """The run in which every region of steps after number `index` throws."""
    return f"stubs-after:{chapter.name}/{index}"


def files(chapter: Chapter) -> dict[str, str]:
    """Every library file of a chapter, with choices instead of regions."""
    wrong: dict[str, list[mistakes.Mistake]] = {}
    for step in chapter.steps:
        for mistake in mistakes.load(step):
            wrong.setdefault(mistake.region, []).append(mistake)
    return {
        name: choices(chapter, step.index, read(chapter.path / name), wrong)
        for step in chapter.steps
        for name in step.all_files
    }


def choices(
    chapter: Chapter, index: int, text: str, wrong: dict[str, list[mistakes.Mistake]]
) -> str:
    found = regions.parse(text)
    if not found:
        return text
    text = regions.replace(
        text, lambda region: choice(chapter, index, region, wrong.get(region.name, []))
    )
    return (
        INCLUDE + "\n" + text
        if "#pragma once" not in text
        else text.replace("#pragma once", f"#pragma once\n{INCLUDE}", 1)
    )


def choice(
    chapter: Chapter, index: int, region: Region, wrong: list[mistakes.Mistake]
) -> list[str]:
    """`if (alternative(...)) {wrong} else ... {right}`"""
    throw = [f'::gradus::not_implemented("{region.name}");']
    lines = []

    def branch(names: list[str], body: list[str]) -> None:
        condition = " || ".join(f'::gradus::testing::alternative("{name}")' for name in names)
        lines.extend([f"if ({condition}) {{", *body, "} else"])

    for mistake in wrong:
        branch([mistake.alternative], list(mistake.body))
    branch([loop(region.name)], LOOP)
    branch([crash(region.name)], CRASH)
    branch([stub(region.name), *(stubs_after(chapter, earlier) for earlier in range(index))], throw)
    return lines + ["{", *region.body, "}"]
