"""From a failed build's output to the one message that a reader needs first."""

import re
from dataclasses import dataclass
from pathlib import Path

from learn import brackets

ERROR = re.compile(
    r"^(?P<file>[^\s:][^:]*):(?P<line>\d+):(?:\d+:)? (?:fatal )?error: (?P<message>.*)$"
)
FROM = re.compile(
    r"^\s*(?:In file included from |from )?(?P<file>/?[^\s:]+):(?P<line>\d+)(?::\d+)?(?:[:,]| {3})"
)
UNDEFINED = re.compile(r"undefined reference to [`'‘](?P<symbol>.*)['’]$")


@dataclass
class CompileError:
    file: str
    line: int
    message: str
    excerpt: list[str]  # the source line and the caret, as the compiler shows them
    seen_from: str = ""  # the reader's line that leads to an error elsewhere
    more: int = 0

    @property
    def link(self) -> bool:
        return self.line == 0


def first_error(
    output: str, folder: Path, reader: Path, own: tuple[Path, ...] = ()
) -> CompileError | None:
    """The first error of a build in `folder`: in the files `own`, else in any under `reader`.

    A missing bracket in one header shows up in the next one too; look in the step's own file.
    """
    found = []
    lines = output.splitlines()
    for i, text in enumerate(lines):
        match = ERROR.match(text)
        if not match:
            continue
        path = resolve(folder, match["file"])
        excerpt = [line for line in lines[i + 1 : i + 3] if re.match(r"^\s*\d* \|", line)]
        error = CompileError(str(path), int(match["line"]), match["message"], excerpt)
        if not inside(path, reader):
            error.seen_from = reader_line(lines, i, folder, reader)
        found.append(error)
    if not found:
        return undefined_symbol(output)
    best = (
        next((e for e in found if Path(e.file) in own), None)
        or next((e for e in found if inside(Path(e.file), reader)), None)
        or next((e for e in found if e.seen_from), found[0])
    )
    best.more = len(found) - 1
    return best


def open_bracket(own: tuple[Path, ...], error: CompileError) -> CompileError:
    """A bracket in the step's own files that explains an error behind it; else that error."""
    for path in own:
        text = path.read_text(errors="replace")
        found = brackets.unbalanced(text)
        if found and (str(path) != error.file or found[0] < error.line):
            line, message = found
            shown = f"{line:5} | {text.splitlines()[line - 1]}"
            return CompileError(str(path), line, message, [shown], more=error.more + 1)
    return error


def undefined_symbol(output: str) -> CompileError | None:
    for text in output.splitlines():
        match = UNDEFINED.search(text)
        if match:
            return CompileError(
                "", 0, f"{match['symbol']} is declared and used, but defined nowhere", []
            )
    return None


def reader_line(lines: list[str], error: int, folder: Path, reader: Path) -> str:
    """Searches the includes and instantiations around an error for a line of the reader's."""
    around = lines[max(0, error - 30) : error][::-1] + lines[error + 1 : error + 12]
    for text in around:
        match = FROM.match(text)
        if match and inside(resolve(folder, match["file"]), reader) and "included from" not in text:
            return f"{resolve(folder, match['file'])}:{match['line']}"
    return ""


def resolve(folder: Path, name: str) -> Path:
    path = Path(name)
    return path if path.is_absolute() else (folder / path).resolve()


def inside(path: Path, folder: Path) -> bool:
    return folder in path.parents
