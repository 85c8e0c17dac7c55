"""Prepares what Doxygen reads: the chapters' texts, the headers and the sources, translated into its dialect.

The texts are plain Markdown with $formulas$, so that they read well on GitHub too. Doxygen wants other formula signs, labels
on headings, and labels in links. Headers are put into one group per chapter, with the step that they belong to. Sources and
tests are only shown, not documented, and exercises are shown as the reader gets them.
"""
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "common"))
from learn import regions  # noqa: E402
from learn.manifest import Chapter, Course, Step  # noqa: E402

# Addresses that the finished pages get only when Doxygen has named its files; links.py resolves them.
SOURCE = "https://gradus.invalid/source/"
FIGURE = "https://gradus.invalid/figure/"
NAMES = "https://gradus.invalid/names/"  # stands for the list of what a header declares

NAMESPACES = {
    "gradus": "Tensors, and what all chapters share: errors, random numbers, threads, files.",
    "gradus::scalar": "Chapter 01: numbers that remember how they were made.",
    "gradus::nn": "Chapter 03: layers, losses, and what models consist of.",
    "gradus::optim": "Chapter 03: optimizers and learning-rate schedules.",
    "gradus::data": "Chapter 03: data sets and the loader that makes batches of them.",
    "gradus::testing": "What the tests use to compare numbers and to name likely causes.",
}

# Rooms of common/, as parts of the reference.
COMMON_PARTS = {
    "common/include": ("api_common", "Common: errors, random numbers, threads, files"),
    "common/program/include": ("api_program", "Common: command lines and metrics files"),
    "common/bench/include": ("api_bench", "Common: benchmarks"),
    "common/testing/include": ("api_testing", "Common: test helpers"),
}

FENCE = re.compile(r"^\s*(`{3,}|~{3,})\s*([\w+-]*)\s*$")
HEADING = re.compile(r"^(#{1,5})\s+(.*?)\s*#*\s*$")
ANCHOR = re.compile(r'^\s*<a (?:id|name)="([\w-]+)"></a>\s*$')
COMMENT = re.compile(r"<!--.*?-->", re.S)
CODE_SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
INLINE_MATH = re.compile(r"(?<![\\$\w])\$(?!\s)([^$]+?)(?<![\s\\])\$(?![\d$])")
LINK = re.compile(r'(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+(?:\([^()\s]*\))?)(?:\s+"([^"]*)")?\)')


class Untranslatable(Exception):
    """Something in a text that has no place in the site: a link to nothing, say."""


def slug(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    title = re.sub(r"[`*_$\\{}]|\[|\]\([^)]*\)", "", title.lower())
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title).strip())


def label(name: str) -> str:
    return re.sub(r"\W", "_", name)


@dataclass
class Page:
    """One text of the site."""
    path: Path  # where it lies, relative to the root
    page: str  # its label in Doxygen, also the name of its HTML file
    title: str
    chapter: Chapter | None = None


@dataclass
class Group:
    """One part of the reference."""
    name: str
    title: str
    folder: str  # its headers, relative to the root
    chapter: Chapter | None = None

    @property
    def short(self) -> str:
        return self.title.partition(":")[0] if self.chapter else self.title


class Stage:
    """The folder that Doxygen reads, and what is known of the things in it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.course = Course(ROOT)
        self.pages = [Page(Path("docs/mainpage.md"), "index", "Gradus")]
        self.groups: list[Group] = []
        for chapter in self.course.chapters:
            self.pages.append(Page(Path(chapter.folder) / "README.md", f"chapter_{chapter.number:02}",
                                   f"{chapter.number:02} {chapter.title}", chapter))
            self.groups.append(Group(f"api_{chapter.name}", f"{chapter.number:02} {chapter.title}: reference",
                                     f"{chapter.folder}/include", chapter))
        for part, (name, title) in COMMON_PARTS.items():
            if any((ROOT / part).rglob("*.h")):
                self.groups.append(Group(name, title, part))
        self.by_path = {page.path: page for page in self.pages}
        self.problems: list[str] = []
        self.sections: set[str] = set()  # the labels of all headings
        self.figures: set[Path] = set()
        self.sources: set[Path] = set()

    # Which files go in, and where they belong.

    def headers(self, group: Group) -> list[Path]:
        """By step, then by name; what no step opens comes last."""
        def order(path: Path) -> tuple:
            step = self.step_of(path)
            return (step.index if step else 1000, path)
        return sorted((path.relative_to(ROOT) for path in (ROOT / group.folder).rglob("*.h")), key=order)

    def shown_sources(self) -> list[Path]:
        rooms = [f"{c.folder}/{room}" for c in self.course.chapters for room in ("src", "tests", "examples", "bench")]
        rooms += ["common/src", "common/testing/src"]
        return sorted(path.relative_to(ROOT) for room in rooms for end in ("cpp", "h", "cu", "cuh") for path in (ROOT / room).glob(f"*.{end}"))

    def step_of(self, path: Path) -> Step | None:
        for chapter in self.course.chapters:
            if path.parts[0] == chapter.folder:
                inside = path.relative_to(chapter.folder).as_posix()
                return next((s for s in chapter.steps if inside in s.all_files + s.tests), None)
        return None

    # Writing.

    def write(self, path: Path, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def fill(self) -> None:
        for group in self.groups:
            self.sources.update(self.headers(group))
        self.sources.update(self.shown_sources())
        for page in self.pages:
            self.write(Path("mainpage.md") if page.page == "index" else page.path, self.text(page))
            for step in page.chapter.steps if page.chapter else []:
                if self.step_label(step) not in self.sections:
                    self.problems.append(f'{page.path}: no section for step {step.name} (a line <a id="{step.name}"></a> '
                                         "before its heading)")
        for group in self.groups:
            for header in self.headers(group):
                self.write(header, self.header(header))
        for source in self.shown_sources():
            text = regions.stubbed((ROOT / source).read_text()).rstrip("\n")
            first, _, rest = text.partition("\n")
            self.write(source, f"{first} /** @cond */\n{rest}\n/** @endcond */\n")
        self.write(Path("api.dox"), self.reference())

    def header(self, path: Path) -> str:
        return regions.stubbed((ROOT / path).read_text())

    def reference(self) -> str:
        """The pages of the reference, one a chapter, and a line about each header."""
        out = []
        declared = set()
        for group in self.groups:
            chapter = group.chapter
            out.append(f"/** @page {group.name} {group.title}\n@details")
            if chapter:
                out.append(f"What @ref chapter_{chapter.number:02} \"chapter {chapter.number:02}\" declares, by header, in the "
                           "order of its steps.")
            for header in self.headers(group):
                out.append(f'\n<a href="{NAMES}{header.as_posix()}">names</a>')
            out.append("*/")
            for header in self.headers(group):
                step = self.step_of(header)
                about = f"Step {step.number}, @ref {self.step_target(step)} \"{step.title}\"." if step else f"{group.title}."
                out.append(f"/** @file {header.as_posix()}\n{about} */")
                declared.update(re.findall(r"^namespace ([\w:]+) \{", (ROOT / header).read_text(), re.M))
        out.append("/** @page sources All sources\n@details Exercises are shown here as you get them.")
        rooms: dict[str, list[Path]] = {}
        for path in sorted(self.sources):
            rooms.setdefault(path.parent.as_posix(), []).append(path)
        for room, paths in rooms.items():
            out.append(f"\n<b>{room}</b><br/>" + ", ".join(self.source_link(path, path.name) for path in paths))
        out.append("*/")
        for name, text in NAMESPACES.items():
            if any(d == name or d.startswith(name + "::") for d in declared):
                out.append(f"/** @namespace {name}\n{text} */")
        return "\n".join(out) + "\n"

    # Texts.

    def step_target(self, step: Step) -> str:
        """The label of a step's section, or of its page while there is no such section."""
        own = self.step_label(step)
        return own if own in self.sections else f"chapter_{step.chapter.number:02}"

    def step_label(self, step: Step) -> str:
        return f"chapter_{step.chapter.number:02}_{label(step.name)}"

    def source_link(self, path: Path, text: str) -> str:
        return f'<a href="{SOURCE}{path.as_posix()}">{text}</a>'

    def text(self, page: Page) -> str:
        path = ROOT / page.path
        if path.exists():
            source = path.read_text()
        elif page.chapter:
            source = self.outline(page.chapter)
        else:
            raise Untranslatable(f"{page.path} is missing")
        return translate(source, page, self)

    def outline(self, chapter: Chapter) -> str:
        """The page of a chapter whose text is not written yet."""
        lines = [f"# {chapter.title}", "", chapter.summary, ""]
        for step in chapter.steps:
            lines += [f'<a id="{step.name}"></a>', "", f"## {step.title}", ""]
        return "\n".join(lines)

    def step_box(self, step: Step) -> str:
        folder = Path(step.chapter.folder)
        links = [self.source_link(folder / name, Path(name).name) for name in step.files]
        tests = [self.source_link(folder / name, Path(name).name) for name in step.tests]
        return (f'<div class="step"><b>Step {step.number}</b>, about {step.minutes} minutes. '
                f'<code>./learn check {step.number}</code> <code>./learn hint {step.number}</code><br/>'
                f'Source: {", ".join(links)}<br/>Test: {", ".join(tests)}</div>')


def translate(source: str, page: Page, stage: Stage) -> str:
    """A Markdown text as GitHub shows it -> as Doxygen understands it."""
    return Translation(page, stage).run(source)


class Translation:
    """Goes through a text line by line; lines of one paragraph are translated together, as links may span them."""

    def __init__(self, page: Page, stage: Stage):
        self.page, self.stage = page, stage
        self.steps = {s.name: s for s in page.chapter.steps} if page.chapter else {}
        self.out: list[str] = []
        self.paragraph: list[str] = []
        self.where = ""

    def emit(self, *lines: str) -> None:
        if self.paragraph:
            self.out.append(inline("\n".join(self.paragraph), self.page, self.stage, self.where))
            self.paragraph = []
        self.out += lines

    def run(self, source: str) -> str:
        fence = anchor = inside = ""  # inside: "math" or "comment"
        for number, line in enumerate(source.split("\n"), 1):
            if not self.paragraph:
                self.where = f"{self.page.path}:{number}"
            opened = FENCE.match(line)
            if fence:
                self.emit(line)
                if opened and opened[1].startswith(fence) and not opened[2]:
                    fence = ""
            elif inside == "math":
                ends = line.rstrip().endswith("$$")
                self.emit(line.rstrip()[:-2] + r"\f]" if ends else line)
                inside = "" if ends else inside
            elif inside == "comment":
                inside = "" if "-->" in line else inside
            elif opened:
                fence = opened[1]
                language = {"cpp": "cpp", "c++": "cpp", "py": "py", "python": "py"}.get(opened[2], "unparsed")
                self.emit(f"{line[:len(line) - len(line.lstrip())]}{fence}{{.{language}}}")
            elif display := re.fullmatch(r"\s*\$\$(.+)\$\$\s*", line):
                self.emit(rf"\f[{display[1]}\f]")
            elif line.lstrip().startswith("$$"):
                self.emit(r"\f[" + line.strip()[2:])
                inside = "math"
            elif "<!--" in line:
                line = COMMENT.sub("", line)
                inside = "comment" if "<!--" in line else ""
                if line.strip() and not inside:
                    self.paragraph.append(line)
            elif found := ANCHOR.match(line):
                anchor = found[1]
            elif heading := HEADING.match(line):
                self.heading(heading[1], heading[2], anchor)
                anchor = ""
            elif line.strip():
                self.paragraph.append(line)
            else:
                self.emit(line)
        self.emit()
        if fence or inside:
            raise Untranslatable(f"{self.page.path}: a code block, formula or comment is not closed")
        return "\n".join(self.out)

    def heading(self, level: str, title: str, anchor: str) -> None:
        page = self.page
        shown = inline(title, page, self.stage, self.where)
        if level == "#":
            number = f"{page.chapter.number:02} " if page.chapter else ""
            self.emit(f"# {number}{shown} {{#{'mainpage' if page.page == 'index' else page.page}}}")
            return
        name = anchor or slug(title)
        step = self.steps.get(name)
        self.stage.sections.add(f"{page.page}_{label(name)}")
        self.emit(f"{level} {step.number + ' ' if step else ''}{shown} {{#{page.page}_{label(name)}}}")
        if step:
            self.emit("", self.stage.step_box(step), "")


def inline(line: str, page: Page, stage: Stage, where: str) -> str:
    """Formulas, links and pictures of a line, outside of `code`."""
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"\x01{len(kept) - 1}\x02"

    line = CODE_SPAN.sub(lambda m: keep(m[0]), line)
    line = INLINE_MATH.sub(lambda m: keep(rf"\f${m[1]}\f$"), line)
    line = LINK.sub(lambda m: keep(link(m, page, stage, where)), line)
    line = re.sub(r"(?<![\\\w])@(?=\w)", r"\\@", line)
    while "\x01" in line:
        line = re.sub("\x01(\\d+)\x02", lambda m: kept[int(m[1])], line)
    return line


def link(match: re.Match, page: Page, stage: Stage, where: str) -> str:
    picture, text, target = match[1], match[2], match[3]
    if re.match(r"[a-z]+:", target):
        return match[0]
    address, _, fragment = target.partition("#")
    path = page.path
    if address:
        resolved = (ROOT / page.path.parent / address).resolve()
        if not resolved.exists() or ROOT not in [resolved, *resolved.parents]:
            stage.problems.append(f"{where}: {target} does not exist")
            return text
        path = resolved.relative_to(ROOT)
    if picture:
        stage.figures.add(path)
        return f'<img class="figure" src="{FIGURE}{path.as_posix()}" alt="{text}"/>'
    if (ROOT / path).is_dir() and (path / "README.md") in stage.by_path:
        path = path / "README.md"
    if path == Path("README.md"):
        path = Path("docs/mainpage.md")
    if path in stage.by_path:
        other = stage.by_path[path]
        return f'[{text}](#{other.page}_{label(fragment)})' if fragment else \
            (f"[{text}](#{other.page})" if other.page != "index" else f'<a href="index.html">{text}</a>')
    if path not in stage.sources:
        stage.figures.add(path)
        return f'<a href="{FIGURE}{path.as_posix()}">{text}</a>'
    return stage.source_link(path, text)
