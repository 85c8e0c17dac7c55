"""The rules of the house. Each rule is a function that returns what breaks it."""

import ast
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from learn import mistakes, regions
from learn.files import SOURCE, read
from learn.manifest import Chapter, Course, Step
from learn.suite import Tally
from learn.trouble import Trouble
from learn.workspace import Workspace

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]gradus/(\w+)/([^>"]+)[>"]', re.M)
LOCAL_INCLUDE = re.compile(r'^\s*#\s*include\s*"(?!gradus/)([^"]+)"', re.M)
TOP_LEVEL = {
    "CMakeLists.txt",
    "CMakePresets.json",
    "README.md",
    "LICENSE",
    "learn",
    "common",
    "docs",
    ".ci",
    ".clang-format",
    ".clang-tidy",
    ".clangd",
    ".gitignore",
    ".gitattributes",
    ".github",
}
LIBRARY_ROOMS, PROGRAM_ROOMS = ("include", "src"), ("tests", "examples", "bench")
FOR_PROGRAMS = {"testing", "program", "bench", "cuda_on_cpu"}
LONGEST_FILE, SLACK = 400, 1.2


def run(course: Course, tally: Tally) -> None:
    for rule in COURSE_RULES:
        apply(rule, (course,), rule.__doc__.splitlines()[0], tally)
    for chapter in course.chapters:
        for rule in CHAPTER_RULES:
            apply(
                rule, (course, chapter), f"{chapter.folder}: {rule.__doc__.splitlines()[0]}", tally
            )


def apply(rule, arguments: tuple, name: str, tally: Tally) -> None:
    try:
        problems = rule(*arguments)
    except Trouble as trouble:
        problems = [str(trouble)]
    tally.add(name, int(not problems), problems, failed=int(bool(problems)))


# What the rules look at.


def sources(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in SOURCE and p.is_file())


def owners(chapter: Chapter) -> dict[str, Step]:
    """Each library file's step."""
    return {name: step for step in chapter.steps for name in step.all_files}


def own_includes(chapter: Chapter, text: str) -> list[str]:
    """The chapter's own headers that a text includes, as paths in the chapter's folder."""
    return [
        f"include/gradus/{part}/{name}"
        for part, name in INCLUDE.findall(text)
        if part == chapter.name
    ]


def tracked(course: Course) -> list[str] | None:
    """The files that git knows; None outside a checkout."""
    try:
        done = subprocess.run(
            ["git", "-C", str(course.root), "ls-files"], capture_output=True, text=True
        )
    except OSError:
        return None
    return done.stdout.split("\n")[:-1] if done.returncode == 0 else None


# Rules of the whole course.


def top_level(course: Course) -> list[str]:
    """nothing at the top level but what belongs there"""
    names = {name.split("/")[0] for name in tracked(course) or []}
    folders = {c.folder for c in course.chapters}
    return [
        f"{name} does not belong there"
        for name in sorted(names - TOP_LEVEL - folders)
        if not re.fullmatch(r"0[1-7]_[a-z_]+", name)
    ]


def common_is_neutral(course: Course) -> list[str]:
    """common knows no tensors, gradients or half types"""
    word = re.compile(r"\b\w*(tensor|gradient|autograd|float16|__half|half_t)\w*", re.I)
    problems = []
    for room in ("include", "src", "program", "bench", "testing", "cuda"):
        for path in sources(course.root / "common" / room):
            for i, line in enumerate(regions.strip_comments(read(path)).split("\n")):
                found = word.search(line)
                if found:
                    problems.append(f"{path.relative_to(course.root)}:{i + 1}: {found[0]}")
    return problems


def common_includes(course: Course) -> list[str]:
    """common includes nothing of a chapter"""
    names = {c.name for c in course.chapters}
    return [
        f"{path.relative_to(course.root)} includes gradus/{part}/{name}"
        for path in sources(course.root / "common")
        for part, name in INCLUDE.findall(read(path))
        if part in names
    ]


def standard_library_only(course: Course) -> list[str]:
    """learn uses Python's standard library only"""
    problems = []
    for path in sorted((course.root / "common" / "learn").rglob("*.py")):
        for node in ast.walk(ast.parse(read(path))):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else ([node.module] if isinstance(node, ast.ImportFrom) and node.level == 0 else [])
            )
            problems += [
                f"{path.relative_to(course.root)} imports {name}"
                for name in names
                if name.split(".")[0] not in sys.stdlib_module_names | {"learn"}
            ]
    return problems


def step_names(course: Course) -> list[str]:
    """a step's name stands once in its chapter"""
    problems = []
    for chapter in course.chapters:
        names = [step.name for step in chapter.steps]
        problems += [
            f"{chapter.folder}: '{name}' is no step name (lower case, digits, hyphens)"
            for name in names
            if not re.fullmatch(r"[a-z][a-z0-9-]*", name)
        ]
        problems += [
            f"{chapter.folder}: two steps are called '{name}'"
            for name in sorted({n for n in names if names.count(n) > 1})
        ]
    return problems


def nothing_left_undone(course: Course) -> list[str]:
    """no note about work left undone"""
    word = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    problems = []
    for name in tracked(course) or []:
        path = course.root / name
        if path.suffix in (*SOURCE, ".py", ".cmake", ".md", ".txt", ".json") and path.is_file():
            problems += [
                f"{name}:{i + 1}: {line.strip()}"
                for i, line in enumerate(read(path).split("\n"))
                if word.search(line)
            ]
    return problems


# Rules of each chapter.


def includes_only_earlier(course: Course, chapter: Chapter) -> list[str]:
    """includes itself, earlier chapters and common, nothing else"""
    reachable = {chapter.name, "common", *transitive_uses(course, chapter)}
    problems = []
    for room in (*LIBRARY_ROOMS, *PROGRAM_ROOMS):
        allowed = reachable | (FOR_PROGRAMS if room in PROGRAM_ROOMS else set())
        for path in sources(chapter.path / room):
            problems += [
                f"{path.relative_to(course.root)} includes gradus/{part}/{name}"
                for part, name in INCLUDE.findall(read(path))
                if part not in allowed
            ]
    later = [c.name for c in course.chapters if c.number >= chapter.number]
    return problems + [
        f"steps.json: uses '{name}', which is not an earlier chapter"
        for name in chapter.uses
        if name in later
    ]


def transitive_uses(course: Course, chapter: Chapter) -> set[str]:
    found: set[str] = set()
    for other in course.chapters:
        if other.name in chapter.uses and other.number < chapter.number:
            found |= {other.name} | transitive_uses(course, other)
    return found


def one_step_a_file(course: Course, chapter: Chapter) -> list[str]:
    """every library file stands in exactly one step"""
    listed = [name for step in chapter.steps for name in step.all_files]
    there = {
        str(p.relative_to(chapter.path))
        for room in LIBRARY_ROOMS
        for p in sources(chapter.path / room)
    }
    return (
        [
            f"{name} stands in two steps"
            for name in sorted({n for n in listed if listed.count(n) > 1})
        ]
        + [f"{name} is listed and does not exist" for name in sorted(set(listed) - there)]
        + [f"{name} stands in no step" for name in sorted(there - set(listed))]
    )


def files_know_no_later_step(course: Course, chapter: Chapter) -> list[str]:
    """a step's files include only files of steps up to it"""
    owner = owners(chapter)
    return [
        f"{name} (step {step.number}) includes {other} (step {owner[other].number})"
        for name, step in owner.items()
        if (chapter.path / name).exists()
        for other in own_includes(chapter, read(chapter.path / name))
        if other in owner and owner[other].index > step.index
    ]


def tests_know_no_later_step(course: Course, chapter: Chapter) -> list[str]:
    """a step's test includes only files of steps up to it"""
    owner = owners(chapter)
    problems = []
    for step in chapter.steps:
        for test in step.tests:
            for name in sorted(closure(chapter, chapter.path / test)):
                if name in owner and owner[name].index > step.index:
                    problems.append(f"{test} needs {name} of step {owner[name].number}")
    return problems


def closure(chapter: Chapter, start: Path) -> set[str]:
    """The chapter's own headers that a file includes, directly or not."""
    found: set[str] = set()
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in seen or not path.exists():
            continue
        seen.add(path)
        text = read(path)
        for name in own_includes(chapter, text):
            found.add(name)
            waiting.append(chapter.path / name)
        waiting += [path.parent / local for local in LOCAL_INCLUDE.findall(text)]
    return found


def regions_in_place(course: Course, chapter: Chapter) -> list[str]:
    """exercise regions belong to their step's own files, once, with a prompt"""
    problems, seen = [], set()
    for step in chapter.steps:
        for name in step.all_files:
            path = chapter.path / name
            if not path.exists():
                continue
            text = read(path)
            for region in regions.parse(text, f"{chapter.folder}/{name}"):
                where = f"{name}:{region.begin + 1}: '{region.name}'"
                if chapter.step(region.step) is None:
                    problems.append(f"{where} names no step")
                elif region.step != step.name:
                    problems.append(f"{where} stands in a file of step '{step.name}'")
                if region.name in seen:
                    problems.append(f"{where} stands twice")
                if not region.prompt:
                    problems.append(f"{where} has no `//|` text for the reader")
                if not regions.code_lines(region.body):
                    problems.append(f"{where} is empty")
                seen.add(region.name)
    for room in PROGRAM_ROOMS:
        problems += [
            f"{p.relative_to(chapter.path)} holds an exercise; only library files may"
            for p in sources(chapter.path / room)
            if regions.parse(read(p), p.name)
        ]
    return problems


def steps_are_whole(course: Course, chapter: Chapter) -> list[str]:
    """each step has its test, three hints, minutes, and its section in the text"""
    problems = [] if (chapter.path / "README.md").exists() else ["README.md is missing"]
    text = read(chapter.path / "README.md") if (chapter.path / "README.md").exists() else ""
    headings = "\n".join(re.findall(r"^#{1,4} .+$", text, re.M)).lower()
    for step in chapter.steps:
        if not step.tests:
            problems.append(f"{step.name} has no test")
        problems += [
            f"{step.name}: {test} does not exist"
            for test in step.tests
            if not (chapter.path / test).exists()
        ]
        if step.tests and Path(step.tests[0]).name != f"{step.name.replace('-', '_')}_test.cpp":
            problems.append(
                f"{step.name}: its test is not called {step.name.replace('-', '_')}_test.cpp"
            )
        hints = [hint for hint in step.hints if hint.strip()]
        if len(hints) != 3 or len(step.hints) != 3:
            problems.append(f"{step.name} has {len(hints)} hints, not three")
        if step.minutes <= 0:
            problems.append(f"{step.name} does not say how many minutes it takes")
        if step.name not in headings and step.title.lower() not in headings:
            problems.append(
                f"README.md has no section for {step.name} (a heading with its name or its title)"
            )
    return problems


def mistakes_in_place(course: Course, chapter: Chapter) -> list[str]:
    """known mistakes: at least one a step, two on average, each of a region of its step"""
    if not has_regions(chapter):
        return []
    problems, total = mistakes.strays(chapter), 0
    with_exercises = 0
    for step in chapter.steps:
        own = region_names(chapter, step)
        found = mistakes.load(step)
        total += len(found)
        with_exercises += bool(own)
        if own and not found:
            problems.append(f"{step.name} has no known mistake")
        problems += [
            f"mistakes/{step.name}/{m.path.name}: '{m.region}' is no exercise of the step"
            for m in found
            if m.region not in own
        ]
    if total < 2 * with_exercises:
        problems.append(
            f"{total} mistakes for {with_exercises} steps; two a step on average is the least"
        )
    return problems


def region_names(chapter: Chapter, step: Step) -> set[str]:
    return {
        r.name
        for name in step.all_files
        if (chapter.path / name).exists()
        for r in regions.parse(read(chapter.path / name), name)
        if r.step == step.name
    }


def has_regions(chapter: Chapter) -> bool:
    return any(region_names(chapter, step) for step in chapter.steps)


def numbers_do_not_drift(course: Course, chapter: Chapter) -> list[str]:
    """step numbers come from the manifest alone"""
    problems = []
    files = [
        p for p in chapter.path.rglob("*") if p.suffix in (*SOURCE, ".md", ".json") and p.is_file()
    ]
    for path in sorted(files):
        for i, line in enumerate(read(path).split("\n")):
            heading = (
                re.match(r"^#+ (?:Step )?(\d+)\.(\d+)\W+(.+)$", line)
                if path.suffix == ".md"
                else None
            )
            if heading:
                index = int(heading[2]) - 1
                step = chapter.steps[index] if 0 <= index < len(chapter.steps) else None
                right = (
                    step
                    and int(heading[1]) == chapter.number
                    and (step.name in line or step.title.lower() in line.lower())
                )
                if not right:
                    problems.append(
                        f"{path.relative_to(chapter.path)}:{i + 1}: not the step of that number"
                    )
            elif re.search(r"\b[Ss]teps? \d+\.\d+\b", line):
                problems.append(
                    f"{path.relative_to(chapter.path)}:{i + 1}: name the step instead of its number"
                )
    return problems


def sizes(course: Course, chapter: Chapter) -> list[str]:
    """one concept a file, and a library that can be read"""
    problems, core = [], 0
    for step in chapter.steps:
        for name in step.all_files:
            path = chapter.path / name
            if path.exists():
                text = read(path)
                core += len(regions.code_lines(text.split("\n"))) if name in step.files else 0
                lines = len(text.splitlines())
                if lines > LONGEST_FILE:
                    problems.append(f"{name} has {lines} lines; {LONGEST_FILE} is the most")
    most = 600 if chapter.number == 1 else 1500
    if core > most * SLACK:
        problems.append(f"the steps walk through {core} lines of code; about {most} is the most")
    return problems


# The quick exercise gates: nothing is compiled.


def workspace_begins_not_started(course: Course, chapter: Chapter) -> list[str]:
    """a fresh workspace: every step not started, no solution in it"""
    if not has_regions(chapter):
        return []
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(course, Path(folder))
        workspace.start(chapter)
        problems = [
            f"{step.name} is not 'not started'"
            for step in chapter.steps
            if len(workspace.untouched(step)) != len(workspace.region_names(step))
        ]
        return problems + solution_text(course, chapter, Path(folder))


def solution_text(course: Course, chapter: Chapter, folder: Path) -> list[str]:
    """What of the regions' bodies can be read in the workspace.

    A line of a body that also stands outside the regions of its own file gives nothing away, nor
    does a declaration or a return of a name. A line that stands in a comment or a text does. Lines
    that other files' code shares are idiom, unless they make up more than half of the body.
    """
    given = {path: squeeze(read(path)) for path in sorted(folder.rglob("*")) if path.is_file()}
    outside = {
        name: squeeze(
            regions.strip_comments(regions.replace(read(chapter.path / name), lambda r: []))
        )
        for step in chapter.steps
        for name in step.all_files
    }
    problems = []
    for name in outside:
        for region in regions.parse(read(chapter.path / name), name):
            telling = [
                line
                for line in regions.code_lines(region.body)
                if not trivial(line) and squeeze(line) not in outside[name]
            ]
            shared = [
                line for line in telling if any(squeeze(line) in code for code in outside.values())
            ]
            for line in telling:
                if line in shared and 2 * len(shared) <= len(telling):
                    continue
                problems += [
                    f"{path.relative_to(folder)} gives away `{line}` of {region.name}"
                    for path, text in given.items()
                    if squeeze(line) in text
                ]
    return problems


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def trivial(line: str) -> bool:
    """Braces, jumps, declarations, returns of a name and short statements give nothing away."""
    return (
        len(re.sub(r"\W", "", line)) < 8
        or re.fullmatch(r"(return|break|continue|else)\b\s*[\w.*]*;?\s*\{?", line) is not None
        or re.fullmatch(r"(const )?[\w:<>, ]+[&*]? \w+( = [\w.]+|\{\})?;", line) is not None
    )


def solution_completes_the_workspace(course: Course, chapter: Chapter) -> list[str]:
    """a workspace with every solution in it is the reference"""
    if not has_regions(chapter):
        return []
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(course, Path(folder))
        workspace.start(chapter)
        for step in chapter.steps:
            workspace.put(step, workspace.solutions(step))
        problems = []
        for name in owners(chapter):
            wanted = regions.replace(read(chapter.path / name), lambda r: list(r.body))
            if read(workspace.chapter(chapter) / name) != wanted:
                problems.append(f"{name} differs")
        return problems + [
            f"{region} still counts as untouched"
            for step in chapter.steps
            for _, region in workspace.untouched(step)
        ]


COURSE_RULES = (
    top_level,
    common_is_neutral,
    common_includes,
    standard_library_only,
    step_names,
    nothing_left_undone,
)
CHAPTER_RULES = (
    includes_only_earlier,
    one_step_a_file,
    files_know_no_later_step,
    tests_know_no_later_step,
    regions_in_place,
    steps_are_whole,
    mistakes_in_place,
    numbers_do_not_drift,
    sizes,
    workspace_begins_not_started,
    solution_completes_the_workspace,
)
