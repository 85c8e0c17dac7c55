"""Finishes Doxygen's pages: the table of contents at the side, links to sources, pictures, the reference's lists, the search."""
import html as text
import json
import re
import shutil
import xml.etree.ElementTree as tree
from dataclasses import dataclass
from pathlib import Path

from staging import FIGURE, NAMES, ROOT, SOURCE, Group, Page, Stage, Step

CONTENTS = "<!-- gradus: contents -->"
NEIGHBOURS = "<!-- gradus: neighbours -->"


@dataclass
class Name:
    """Something that a header declares."""
    kind: str
    name: str
    address: str
    brief: str


def file_name(label: str) -> str:
    """Doxygen's name for the page of a label."""
    return label.replace("_", "__") + ".html"


class Dresser:
    def __init__(self, html: Path, xml: Path, stage: Stage):
        self.html, self.xml, self.stage = html, xml, stage
        self.sources = source_pages(html)
        existing = {path.name for path in html.glob("*.html")}
        self.pages = {page.page: next((n for n in (f"{page.page}.html", file_name(page.page)) if n in existing), "index.html")
                      for page in stage.pages}
        self.groups = {group.name: next((n for n in (f"{group.name}.html", file_name(group.name)) if n in existing), "index.html")
                       for group in stage.groups}
        self.names = header_names(xml)

    def run(self) -> None:
        for figure in sorted(self.stage.figures):
            target = self.html / "files" / figure
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / figure, target)
        for path in self.html.glob("*.html"):
            body = path.read_text()
            if CONTENTS in body:
                path.write_text(self.page(path.name, body))
        (self.html / "search.js").write_text(f"const gradusNames = {json.dumps(self.search(), separators=(',', ':'))};\n")

    def page(self, name: str, body: str) -> str:
        current = next((page for page in self.stage.pages if self.pages[page.page] == name), None)
        group = next((g for g in self.stage.groups if self.groups[g.name] == name), None)
        body = re.sub(re.escape(SOURCE) + r"([\w./-]+)", lambda m: self.sources.get(m[1], m[0]), body)
        body = body.replace(FIGURE, "files/")
        body = re.sub(rf'<p\s*>\s*<a href="{re.escape(NAMES)}([\w./-]+)">names</a>\s*</p>', lambda m: self.declared(m[1]), body)
        body = re.sub(r'\s*<span class="comment">/\*\* @(?:cond|endcond) \*/</span>', "", body)
        body = re.sub(r'<div class="summary">.*?</div>', "", body, count=1, flags=re.S)  # links to sections that may be missing
        body = body.replace("</div><!-- top -->", '</div><!-- top -->\n<main id="doc-content">', 1)
        if "<main" in body:
            body = body.replace("<!-- start footer part -->", "</main>")
        if current and current.chapter:
            body = self.own_links_only(body, current)
        if name.endswith("_source.html"):
            body = body.replace("<body>", '<body class="source">', 1)
        body = body.replace(CONTENTS, self.contents(current, group))
        return body.replace(NEIGHBOURS, self.neighbours(current))

    def step_address(self, step: Step) -> str:
        page = self.pages[f"chapter_{step.chapter.number:02}"]
        target = self.stage.step_target(step)
        return f"{page}#{target}" if target in self.stage.sections else page

    def own_links_only(self, body: str, page: Page) -> str:
        """In a text's code Doxygen links any name that it knows; `grad` in chapter 01 is not that of chapter 02."""
        own = {n.address for header, names in self.names.items() for n in names
               if header.startswith((f"{page.chapter.folder}/", "common/"))}

        def keep(match: re.Match) -> str:
            return match[0] if match[1] in own else match[2]
        return re.sub(r'<a class="code[^"]*" href="([^"]+)">(.*?)</a>', keep, body)

    def declared(self, header: str) -> str:
        """What a header declares, as the reference lists it."""
        include = header.partition("/include/")[2]
        found = self.names.get(header, [])
        page = found[0].address if found and found[0].kind == "file" else ""
        rows = "".join(f'<tr><td><a href="{n.address}"><code>{text.escape(n.name)}</code></a></td><td>{n.brief}</td></tr>'
                       for n in found if n.kind != "file")
        path = ROOT / header
        step = self.stage.step_of(path.relative_to(ROOT))
        where = ""
        if step:
            address = self.step_address(step)
            where = f' <span class="where">step <a href="{address}">{step.number}</a></span>'
        return (f'<h3 class="declared"><a href="{page}"><code>&lt;{include}&gt;</code></a>{where}</h3>'
                f'<table class="names">{rows}</table>')

    def contents(self, current: Page | None, group: Group | None) -> str:
        """The side's list: the chapters with the steps of the one that is open, and the reference."""
        out = ["<h2>The course</h2><ul>"]
        for page in self.stage.pages:
            here = page is current
            out.append(f"<li>{item(self.pages[page.page], page.title if page.chapter else 'Start', here)}")
            if page.chapter and here:
                out.append("<ul>")
                for step in page.chapter.steps:
                    address = self.step_address(step)
                    out.append(f"<li>{item(address, f'{step.number} {step.title}', False)}</li>")
                out.append("</ul>")
            out.append("</li>")
        out.append("</ul><h2>Reference</h2><ul>")
        for g in self.stage.groups:
            out.append(f"<li>{item(self.groups[g.name], g.short, g is group)}</li>")
        out.append(f"<li>{item('annotated.html', 'All classes', False)}</li>")
        out.append(f"<li>{item('sources.html', 'All sources', False)}</li></ul>")
        return "".join(out)

    def neighbours(self, current: Page | None) -> str:
        if current is None:
            return ""
        index = self.stage.pages.index(current)
        out = []
        if index > 0:
            before = self.stage.pages[index - 1]
            out.append(f'<a rel="prev" href="{self.pages[before.page]}">← {text.escape(before.title)}</a>')
        if index + 1 < len(self.stage.pages):
            after = self.stage.pages[index + 1]
            out.append(f'<a rel="next" href="{self.pages[after.page]}">{text.escape(after.title)} →</a>')
        return f'<nav class="neighbours">{"".join(out)}</nav>' if out else ""

    def search(self) -> list[list[str]]:
        """What can be found: title, kind, address."""
        found = []
        for page in self.stage.pages:
            found.append([page.title, "chapter" if page.chapter else "page", self.pages[page.page]])
            for step in page.chapter.steps if page.chapter else []:
                address = self.step_address(step)
                found.append([f"{step.number} {step.title}", "step", address])
        seen = set()
        for names in self.names.values():
            for n in names:
                if (n.name, n.address) not in seen:
                    seen.add((n.name, n.address))
                    found.append([n.name, n.kind, n.address])
        found += [[path, "source", page] for path, page in self.sources.items() if path.endswith((".cpp", ".cu", ".py"))]
        return found


def source_pages(html: Path) -> dict[str, str]:
    """Which page shows which source, by its path from the root."""
    found = {}
    for path in html.glob("*_source.html"):
        title = re.search(r"<title>(.*?) Source File", path.read_text())
        if title:
            found[text.unescape(title[1]).strip()] = path.name
    return found


def header_names(xml: Path) -> dict[str, list[Name]]:
    """What each header declares: the classes with their members, then functions and the rest, in the header's order."""
    compounds = {}
    for entry in tree.parse(xml / "index.xml").getroot().iter("compound"):
        compounds[entry.get("refid")] = tree.parse(xml / f"{entry.get('refid')}.xml").getroot().find("compounddef")
    found: dict[str, list[tuple[int, Name]]] = {}
    for refid, compound in compounds.items():
        kind = compound.get("kind")
        where = compound.find("location")
        file = where.get("file") if where is not None else None
        name = compound.findtext("compoundname", "")
        if not file or not file.endswith(".h"):
            continue
        if kind == "file":
            short = file.partition("/include/")[2] or name
            found.setdefault(file, []).append((-1, Name("file", short, f"{refid}.html", "")))
        if kind in ("class", "struct") and compound.get("prot") == "public":
            entry = Name(kind, short_name(name), f"{refid}.html", brief(compound))
            found.setdefault(file, []).append((int(where.get("line", 0)), entry))
        if kind in ("namespace", "file"):
            for member in compound.iter("memberdef"):
                add_member(member, found)
    result = {}
    for file, names in found.items():
        unique: dict[str, Name] = {}
        for _, name in sorted(names, key=lambda entry: entry[0]):
            unique.setdefault(f"{name.kind} {name.name}", name)
        result[file] = list(unique.values())
    return result


def add_member(member: tree.Element, found: dict[str, list[tuple[int, Name]]]) -> None:
    where = member.find("location")
    if where is None or not (where.get("declfile") or where.get("file", "")).endswith(".h"):
        return
    file, line = where.get("declfile") or where.get("file"), int(where.get("declline") or where.get("line", 0))
    compound, _, anchor = member.get("id").rpartition("_1")
    kind = {"variable": "constant"}.get(member.get("kind"), member.get("kind"))
    name = short_name(member.findtext("qualifiedname") or member.findtext("name", ""))
    found.setdefault(file, []).append((line, Name(kind, name, f"{compound}.html#{anchor}", brief(member))))


def short_name(name: str) -> str:
    """Without `gradus::`, which they all begin with."""
    return name.removeprefix("gradus::")


def brief(element: tree.Element) -> str:
    return text.escape(" ".join("".join(element.find("briefdescription").itertext()).split()))


def item(address: str, title: str, here: bool) -> str:
    mark = ' aria-current="page"' if here else ""
    return f'<a href="{address}"{mark}>{text.escape(title)}</a>'
