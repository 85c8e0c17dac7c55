"""The page that `./learn demo` leaves: one file with every picture in it."""

import base64
import html
import json
from pathlib import Path

from learn.files import write_atomic
from learn.manifest import Course
from learn.trouble import Trouble

STYLE = """
:root { color-scheme: light dark; --paper: #fdfcf9; --ink: #1d1d1f; --quiet: #5c5c66;
        --line: #d9d6cd; --card: #ffffff;        --accent: #0b63b0; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16171a; --ink: #e8e6e1; --quiet: #a3a1a0; --line: #34363c;
          --card: #1e2025; --accent: #7db8f0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
       font: 17px/1.55 Georgia, "Times New Roman", serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 2.1rem; margin: 0 0 .3rem; } h2 { font-size: 1.45rem; margin: 3rem 0 .4rem; }
p.lead { color: var(--quiet); margin-top: 0; }
p.result { font-weight: bold; border-left: 4px solid var(--accent); padding-left: .8rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
           gap: 1.25rem; align-items: start; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line);
         border-radius: 8px; padding: 1rem; }
figure.wide { grid-column: 1 / -1; }
figure img { width: 100%; height: auto; display: block; border-radius: 4px; }
figure img[hidden] { display: none; }
.pictures.many { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
                 gap: .5rem; }
figcaption { margin-top: .7rem; font-size: .92rem; color: var(--quiet); }
figcaption b { color: var(--ink); display: block; }
.frames label { display: flex; gap: .8rem; align-items: center; margin-top: .6rem;
                font-size: .92rem; }
.frames input { flex: 1; accent-color: var(--accent); }
.frames button { font: inherit; padding: .1rem .7rem; cursor: pointer; }
.frames output { min-width: 5.5rem; text-align: right; font-variant-numeric: tabular-nums; }
footer { margin-top: 3rem; color: var(--quiet); font-size: .92rem; } code { font-size: .88em; }
"""

SCRIPT = """
for (const figure of document.querySelectorAll('.frames')) {
  const pictures = [...figure.querySelectorAll('img')], slider = figure.querySelector('input');
  const place = figure.querySelector('output'), play = figure.querySelector('button');
  let timer = null;
  const show = (i) => {
    slider.value = i;
    pictures.forEach((picture, k) => { picture.hidden = k !== i; });
    place.textContent = pictures[i].alt || `${i + 1} of ${pictures.length}`;
  };
  const stop = () => { clearInterval(timer); timer = null; play.textContent = 'Play'; };
  slider.addEventListener('input', () => { stop(); show(+slider.value); });
  play.addEventListener('click', () => {
    if (timer) return stop();
    play.textContent = 'Stop';
    if (+slider.value === pictures.length - 1) show(0);
    timer = setInterval(() => {
      if (+slider.value === pictures.length - 1) return stop();
      show(+slider.value + 1);
    }, 350);
  });
  show(pictures.length - 1);
}
"""

TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif"}


def write(course: Course, folders: list[Path]) -> Path:
    """Makes the page from the demo.json that each program left in its folder."""
    parts = []
    for folder in folders:
        try:
            parts.append(section(json.loads((folder / "demo.json").read_text()), folder))
        except (OSError, ValueError, KeyError) as error:
            raise Trouble(f"{folder}/demo.json cannot be used: {error}") from error
    page = course.build / "demo" / "index.html"
    write_atomic(
        page,
        f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gradus: what you are going to build</title><style>{STYLE}</style></head><body><main>
<h1>What you are going to build</h1>
<p class="lead">Everything on this page was just computed on this machine,
by the C++ that the chapters walk through.</p>
{"".join(parts)}
<footer>Begin with <code>./learn start 1</code>.</footer>
</main><script>{SCRIPT}</script></body></html>
""",
    )
    return page


def section(data: dict, folder: Path) -> str:
    figures = "".join(figure(f, folder) for f in data.get("figures", []))
    result = f'<p class="result">{html.escape(data["result"])}</p>' if data.get("result") else ""
    return (
        f'<section><h2>{html.escape(data["title"])}</h2>{paragraphs(data.get("text", ""))}{result}'
        f'<div class="figures">{figures}</div></section>\n'
    )


def paragraphs(text: str) -> str:
    return "".join(
        f"<p>{html.escape(part.strip())}</p>" for part in text.split("\n\n") if part.strip()
    )


def figure(data: dict, folder: Path) -> str:
    names = data.get("labels") or [""] * len(data["files"])
    pictures = "".join(
        f'<img src="{inlined(folder / file)}" alt="{html.escape(alt, quote=True)}">'
        for file, alt in zip(data["files"], names)
    )
    title = f'<b>{html.escape(data.get("title", ""))}</b>' if data.get("title") else ""
    caption = f'<figcaption>{title}{html.escape(data.get("caption", ""))}</figcaption>'
    if data.get("kind") == "frames" and len(data["files"]) > 1:
        last = len(data["files"]) - 1
        return (
            f'<figure class="frames">{pictures}<label><button type="button">Play</button>'
            f'<input type="range" min="0" max="{last}" value="{last}" aria-label="time">'
            "<output></output></label>"
            f"{caption}</figure>"
        )
    many = " many" if len(data["files"]) > 1 else ""
    wide = ' class="wide"' if many or data.get("wide") else ""
    return f'<figure{wide}><div class="pictures{many}">{pictures}</div>{caption}</figure>'


def inlined(file: Path) -> str:
    data = base64.b64encode(file.read_bytes()).decode()
    return f"data:{TYPES.get(file.suffix, 'application/octet-stream')};base64,{data}"
