#!/usr/bin/env python3
"""Builds the course's site with Doxygen: the chapters as pages, and the reference of the libraries.

Needs Doxygen and MathJax 2 (Debian, Ubuntu: apt install doxygen libjs-mathjax), and nothing from the network; the finished
folder needs neither. Prints the address of its first page. Every warning of Doxygen, every undocumented parameter and every
broken link is reported; with --strict any of them makes it fail.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import check_api  # noqa: E402
import check_links  # noqa: E402
import dress  # noqa: E402
from staging import ROOT, Stage, Untranslatable  # noqa: E402

MATHJAX = ["/usr/share/javascript/mathjax", "/usr/share/mathjax", "/usr/local/share/mathjax", "/opt/homebrew/share/mathjax"]
# Formulas come as SVG, drawn from the font data in these files: no web font has to be loaded.
MATHJAX_PARTS = ["MathJax.js", "config/TeX-AMS_SVG.js", "jax/element", "jax/input/TeX", "jax/output/SVG/jax.js",
                 "jax/output/SVG/config.js", "jax/output/SVG/autoload", "jax/output/SVG/fonts/TeX", "extensions/TeX",
                 "extensions/MathMenu.js", "extensions/MathZoom.js", "extensions/MathEvents.js", "extensions/tex2jax.js",
                 "extensions/AssistiveMML.js", "extensions/toMathML.js"]
MARK = ".gradus-docs"  # stands in a folder that this program made, and may therefore replace


class Problem(Exception):
    """Something that the user can mend; one line."""


def find_mathjax(given: str | None) -> Path:
    places = [given] if given else MATHJAX
    for place in places:
        if (Path(place) / "MathJax.js").is_file() and (Path(place) / "jax/output/SVG/jax.js").is_file():
            return Path(place)
    raise Problem(f"MathJax 2 is not in {', '.join(places)}; install it (Debian, Ubuntu: apt install libjs-mathjax; elsewhere: "
                  "unpack MathJax 2.7 and name its folder with --mathjax)")


def copy_mathjax(source: Path, target: Path) -> None:
    for part in MATHJAX_PARTS:
        here, there = source / part, target / part
        there.parent.mkdir(parents=True, exist_ok=True)
        if here.is_dir():
            shutil.copytree(here, there)
        elif here.exists():
            shutil.copyfile(here, there)


def doxygen(stage: Path, work: Path, html: Path) -> list[str]:
    """Runs Doxygen; its warnings, with the names of our files."""
    words = {"WORK": work, "INPUT": stage, "HTML": html, "THEME": HERE / "theme",
             "INCLUDES": " ".join(f'"{folder}"' for folder in sorted({p for p in stage.rglob("include")}))}
    text = re.sub(r"@([A-Z]+)@", lambda m: str(words[m[1]]), (HERE / "Doxyfile.in").read_text())
    (work / "Doxyfile").write_text(text)
    done = subprocess.run(["doxygen", str(work / "Doxyfile")], cwd=stage, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    if done.returncode != 0:
        raise Problem(f"doxygen ended with status {done.returncode}\n{done.stdout[-4000:]}")
    said = done.stdout.splitlines()
    warnings = work / "warnings.txt"
    said += warnings.read_text().splitlines() if warnings.exists() else []
    lines = [line.replace(f"{stage}/mainpage.md", "docs/mainpage.md").replace(f"{stage}/", "")
             for line in said if line.strip()]
    return list(dict.fromkeys(lines))  # it says the same about a function as a member of its file and of its namespace


def build(out: Path, mathjax: Path, keep: bool) -> list[str]:
    problems: list[str] = []
    work = Path(tempfile.mkdtemp(prefix="gradus-docs-"))
    try:
        html = work / "html"
        html.mkdir()
        stage = Stage(work / "input")
        stage.fill()
        problems += stage.problems
        problems += doxygen(work / "input", work, html)
        copy_mathjax(mathjax, html / "mathjax")
        dress.Dresser(html, work / "xml", stage).run()
        problems += check_api.check(work / "xml")
        problems += check_links.check(html)
        (html / MARK).write_text("Made by docs/build.py, which replaces this folder.\n")
        replace(out, html)
    finally:
        if keep:
            print(f"kept: {work}", file=sys.stderr)
        else:
            shutil.rmtree(work, ignore_errors=True)
    return problems


def replace(out: Path, html: Path) -> None:
    """Puts the new site in the old one's place in one move."""
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.move(html, fresh)
    if out.exists():
        shutil.rmtree(out)
    os.replace(fresh, out)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "docs", metavar="FOLDER", help="where the site goes (build/docs)")
    parser.add_argument("--mathjax", metavar="FOLDER", help="where MathJax 2 lies, if not in a usual place")
    parser.add_argument("--strict", action="store_true", help="exit with status 1 if there is any warning")
    parser.add_argument("--keep", action="store_true", help="keep what Doxygen read, and say where")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    try:
        if not shutil.which("doxygen"):
            raise Problem("doxygen is not installed (Debian, Ubuntu: apt install doxygen; macOS: brew install doxygen)")
        mathjax = find_mathjax(arguments.mathjax)
        if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
            raise Problem(f"{out} holds something else; name an empty folder with --out")
        problems = build(out, mathjax, arguments.keep)
    except (Problem, Untranslatable) as problem:
        print(f"docs: {problem}", file=sys.stderr)
        return 1
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"docs: {len(problems)} warning{'s' if len(problems) > 1 else ''}", file=sys.stderr)
    print(out / "index.html")
    return 1 if problems and arguments.strict else 0


if __name__ == "__main__":
    sys.exit(main())
