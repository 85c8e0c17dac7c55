#!/usr/bin/env python3
"""Makes host C++ of CUDA C++: what remains after the headers of CUDA-on-CPU have said what __global__ or atomicAdd is.

Three forms of CUDA are no C++, and are rewritten in place, so that every line keeps its number:

  kernel<T><<<grid, block>>>(a, b)    a call of a launcher with a lambda that calls the kernel
  __shared__ float tile[16][17];      a reference into the block's shared memory
  extern __shared__ float tile[];     the same, of as many bytes as the launch gives

Everything else stays as it is, and `#line` names the file that was read, so that the compiler's messages, __FILE__ and the
debugger show that one. The files that it includes in quotes, and those named *.cuh, are rewritten too.

  rewrite.py --out FOLDER --depfile FILE [--include FOLDER ...] FILE.cu
"""

import argparse
import hashlib
import re
import sys
from pathlib import Path

HERE = "::gradus::cuda_on_cpu::"
OPEN, CLOSE = {"(": ")", "[": "]", "{": "}"}, set(")]}")
# What the eye skips: comments, texts, raw texts, characters (but not the ' in 1'000).
SKIPPED = re.compile(
    r'//(?:[^\\\n]|\\.|\\\n)*|/\*.*?\*/|(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
    r"|\"(?:[^\"\\\n]|\\.)*\"|(?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)*'",
    re.S,
)
INCLUDE = re.compile(r'^([ \t]*#[ \t]*include[ \t]*)(?:"([^"\n]+)"|<([^>\n]+\.cuh)>)', re.M)


class Trouble(Exception):
    """Something that cannot be rewritten; its place and what it is."""


def blank(text: str) -> str:
    """The text with comments and texts blanked out, of the same length and lines."""
    return SKIPPED.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def closing(code: str, start: int) -> int:
    """Where the bracket that opens at `start` closes."""
    waiting = []
    for i in range(start, len(code)):
        if code[i] in OPEN:
            waiting.append(OPEN[code[i]])
        elif waiting and code[i] == waiting[-1]:
            waiting.pop()
            if not waiting:
                return i
    raise ValueError("bracket without end")


def kernel_begin(code: str, end: int) -> int:
    """Where the expression begins that names the kernel, of which `end` is just behind."""
    i = end
    while True:
        while i > 0 and code[i - 1].isspace():
            i -= 1
        if i > 0 and code[i - 1] == ">":  # template arguments
            depth = 0
            while i > 0:
                i -= 1
                depth += (code[i] == ">") - (code[i] == "<")
                if depth == 0:
                    break
            continue
        if i > 0 and code[i - 1] in ")]":
            back = {")": "(", "]": "["}
            depth, want = 0, code[i - 1]
            while i > 0:
                i -= 1
                depth += (code[i] == want) - (code[i] == back[want])
                if depth == 0:
                    break
            if want == ")":
                return i
            continue
        name = re.search(r"[A-Za-z_]\w*$", code[:i])
        if not name:
            return i
        i = name.start()
        before = re.search(r"(::|\.|->|\btemplate)\s*$", code[:i])
        if not before:
            return i
        i = before.start()
        if before[1] == "::" and not re.search(r"[\w>]\s*$", code[:i]):
            return i


def line_of(code: str, at: int) -> int:
    return code.count("\n", 0, at) + 1


def launches(text: str) -> str:
    """Rewrites every `kernel<<<...>>>`; the arguments behind it stay as they are."""
    while True:
        code = blank(text)
        # The last one first: what was rewritten holds no `<<<` any more.
        at = code.rfind("<<<")
        if at < 0:
            return text
        begin = kernel_begin(code, at)
        kernel = text[begin:at]
        i, depth = at + 3, 0
        while i < len(code) and not (depth == 0 and code.startswith(">>>", i)):
            depth += (code[i] in OPEN) - (code[i] in CLOSE)
            i += 1
        after = i + 3
        if not kernel.strip() or i >= len(code) or not re.match(r"\s*\(", code[after:]):
            raise Trouble(f"{line_of(code, at)}: a launch is kernel<<<grid, block>>>(arguments)")
        name = '"' + " ".join(kernel.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
        call = (
            f"[=](auto... gradus_argument) GRADUS_NOT_TRACED {{ {kernel}(gradus_argument...); }}"
        )
        text = (
            f"{text[:begin]}{HERE}Launch({name}, {text[at + 3:i]})({call}){text[after:]}"
        )


SHARED = re.compile(r"(?:\b(?P<extern>extern)\s+|\b(?:static)\s+)?\b__shared__\b(?:\s+static\b)?")


def shared_variables(text: str) -> str:
    """Rewrites every declaration of a `__shared__` variable."""
    at = 0
    while True:
        code = blank(text)
        found = SHARED.search(code, at)
        if not found:
            return text
        if code.rfind("\n", 0, found.start()) < code.rfind("#", 0, found.start()):
            at = found.end()  # in a directive
            continue
        end = found.end()
        depth = 0
        while end < len(code) and not (depth == 0 and code[end] == ";"):
            depth += (code[end] in OPEN) - (code[end] in CLOSE)
            end += 1
        if end >= len(code):
            raise Trouble(f"{line_of(code, found.start())}: a __shared__ variable without an end")
        new = declaration(text[found.end() : end], code[found.end() : end], bool(found["extern"]))
        if new is None:
            raise Trouble(
                f"{line_of(code, found.start())}: a __shared__ variable is written "
                "`__shared__ type name[size];`, without an initial value"
            )
        text = text[: found.start()] + new + text[end:]
        at = found.start() + len(new)


def declaration(text: str, code: str, dynamic: bool) -> str | None:
    """`type a[n], b` as references into shared memory; the line breaks of the text are kept."""
    parts, depth, start = [], 0, 0
    angle = 0
    for i, c in enumerate(code + ","):
        depth += (c in OPEN) - (c in CLOSE)
        angle += ((c == "<") - (c == ">")) if depth == 0 else 0
        if c == "," and depth == 0 and angle <= 0:
            parts.append((start, i))
            start = i + 1
    declarator = re.compile(r"(?P<name>[A-Za-z_]\w*)\s*(?P<dims>(?:\[[^;]*\]\s*)*)$", re.S)
    made, kind = [], ""
    for number, (begin, end) in enumerate(parts):
        found = declarator.search(code[begin:end])
        if not found:
            return None
        name = found["name"]
        if number == 0:
            kind = text[begin : begin + found.start()]
        elif code[begin : begin + found.start()].strip():
            return None
        aligned = re.search(r"alignas\s*\(([^()]*)\)|__align__\s*\(([^()]*)\)", kind)
        bare = kind
        alignment = "0"
        if aligned:
            alignment = aligned[1] or aligned[2]
            bare = kind[: aligned.start()] + kind[aligned.end() :]
        if not bare.strip():
            return None
        dims = text[begin + found.start("dims") : end]
        function = "dynamic_shared" if dynamic else "shared_variable"
        made.append(
            f'auto& {name} = {HERE}{function}<{bare.strip()}{dims}>([] {{}}, "{name}", {alignment})'
        )
    new = "; ".join(made)
    return new + "\n" * (text.count("\n") - new.count("\n"))


def rewrite(text: str) -> str:
    """Host C++ of a CUDA source, line by line. Raises Trouble."""
    text = shared_variables(launches(text))
    return re.sub(r"(?<!\()\b__noinline__\b", "__attribute__((noinline))", text)


class Files:
    """Rewrites a file and those that it includes into a folder."""

    def __init__(self, out: Path, include: list[Path]):
        self.out, self.include = out, include
        self.done: dict[Path, Path] = {}

    def place(self, source: Path) -> Path:
        digest = hashlib.sha256(str(source).encode()).hexdigest()[:8]
        return self.out / f"{digest}_{source.name}{'.cpp' if source.suffix == '.cu' else ''}"

    def run(self, source: Path) -> Path:
        source = source.resolve()
        if source in self.done:
            return self.done[source]
        place = self.done[source] = self.place(source)
        text = source.read_text(encoding="utf-8")
        try:
            body = rewrite(text)
        except Trouble as trouble:
            raise Trouble(f"{source}:{trouble}") from None
        body = INCLUDE.sub(lambda m: self.included(m, source), body)
        # Once is enough: the copies of two files that are one have one place.
        new = f'#line 1 "{source}"\n{body}'
        if not place.exists() or place.read_text(encoding="utf-8") != new:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(new, encoding="utf-8")
        elif source.suffix == ".cu":
            place.touch()
        return place

    def included(self, match: re.Match, source: Path) -> str:
        name = match[2] or match[3]
        folders = ([source.parent] if match[2] else []) + self.include
        for folder in folders:
            path = folder / name
            if path.is_file():
                found = self.run(path) if path.suffix in (".cuh", ".cu") else path.resolve()
                return f'{match[1]}"{found}"'
        return match[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--depfile", type=Path)
    parser.add_argument("--include", type=Path, action="append", default=[])
    parser.add_argument("file", type=Path)
    wish = parser.parse_args()
    files = Files(wish.out, wish.include)
    try:
        made = files.run(wish.file)
    except Trouble as trouble:
        print(f"{trouble}".replace(": ", ": error: ", 1), file=sys.stderr)
        return 1
    if wish.depfile:
        names = " ".join(str(path).replace(" ", "\\ ") for path in files.done)
        wish.depfile.write_text(f"{made}: {names}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
