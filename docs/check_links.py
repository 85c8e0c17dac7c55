#!/usr/bin/env python3
"""Checks a folder of HTML pages: every link, picture and script that it refers to is there, and so is every anchor."""
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ATTRIBUTES = {"a": "href", "link": "href", "img": "src", "script": "src", "object": "data", "iframe": "src", "source": "src"}


class Reader(HTMLParser):
    """What a page refers to, and the anchors that it has."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[int, str]] = []
        self.anchors: set[str] = set()
        self.twice: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if values.get("id"):
            if values["id"] in self.anchors:
                self.twice.add(values["id"])
            self.anchors.add(values["id"])
        if tag == "a" and values.get("name"):
            self.anchors.add(values["name"])
        address = values.get(ATTRIBUTES.get(tag, ""))
        if address is not None:
            self.links.append((self.getpos()[0], address))
        if tag == "img" and not values.get("alt"):
            self.links.append((self.getpos()[0], "img without alt"))


def check(folder: Path) -> list[str]:
    """The broken links of all pages below `folder`, one line each."""
    pages = {path.resolve(): Reader(path.read_text(errors="replace")) for path in sorted(folder.rglob("*.html"))
             if "search" not in path.relative_to(folder).parts and "mathjax" not in path.relative_to(folder).parts}
    problems = []
    for path, page in pages.items():
        name = path.relative_to(folder.resolve())
        for line, address in page.links:
            if address == "img without alt":
                problems.append(f"{name}:{line}: a picture without a text in its place")
                continue
            parts = urlsplit(address)
            if parts.scheme in ("http", "https"):
                if not re.fullmatch(r"[\w.-]+\.[a-z]+", parts.netloc) or parts.netloc.endswith(".invalid"):
                    problems.append(f"{name}:{line}: {address} is no address")
                continue
            if parts.scheme in ("mailto", "data", "javascript"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                problems.append(f"{name}:{line}: {address} does not exist")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                problems.append(f"{name}:{line}: {address}: no such anchor")
    return problems


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: check_links.py FOLDER", file=sys.stderr)
        return 2
    problems = check(Path(sys.argv[1]))
    for problem in problems:
        print(problem)
    print(f"{len(problems)} broken link{'' if len(problems) == 1 else 's'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
