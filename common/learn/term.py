"""Terminal output: colours where they are wanted, progress bars where there is a terminal."""

import os
import shutil
import sys
import time


def colours(stream=sys.stdout) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def paint(code: str, text: str) -> str:
    return f"\033[{code}m{text}\033[0m" if colours() else text


def green(text: str) -> str:
    return paint("32", text)


def red(text: str) -> str:
    return paint("31", text)


def yellow(text: str) -> str:
    return paint("33", text)


def blue(text: str) -> str:
    return paint("36", text)


def bold(text: str) -> str:
    return paint("1", text)


def dim(text: str) -> str:
    return paint("2", text)


def say(text: str = "") -> None:
    print(text, flush=True)


def warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def interactive() -> bool:
    """Whether there is somebody to ask."""
    return (
        sys.stdin is not None
        and sys.stdin.isatty()
        and sys.stdout.isatty()
        and not os.environ.get("CI")
    )


def ask(question: str, default: bool) -> bool:
    """Yes or no; without anybody to ask, the default."""
    if not interactive():
        return default
    answer = input(f"{question} [{'Y/n' if default else 'y/N'}] ").strip().lower()
    return default if not answer else answer.startswith("y")


class Bar:
    """One line that fills up on a terminal; elsewhere a line when it takes long, and one at the end."""

    def __init__(self, label: str, stream=None):
        self.label, self.stream = label, stream or sys.stdout
        self.live = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        self.began = time.monotonic()
        self.drawn = 0.0
        self.announced = False

    def update(self, done: int, total: int, note: str = "") -> None:
        now = time.monotonic()
        elapsed = now - self.began
        if not self.live:
            if elapsed > 1 and not self.announced:
                self.announce()
            return
        if now - self.drawn < 0.05 and done < total:
            return
        self.drawn = now
        share = done / total if total else 0.0
        filled = int(24 * share)
        line = f"{self.label} [{'#' * filled}{'.' * (24 - filled)}] {100 * share:3.0f} %"
        if 0 < share < 1 and elapsed > 2:
            line += f", {short_time(elapsed / share - elapsed)} left"
        columns = shutil.get_terminal_size().columns - 1
        self.stream.write("\r\033[K" + (line + "  " + note)[:columns])
        self.stream.flush()

    def announce(self) -> None:
        """Says at once, where there is no terminal, what is going on."""
        self.announced = True
        if not self.live:
            print(f"{self.label} ...", file=self.stream, flush=True)

    def finish(self, note: str = "") -> None:
        self.clear()
        took = time.monotonic() - self.began
        if took > 1 or self.announced:
            print(
                f"{self.label}: {note or 'done'}, {short_time(took)}", file=self.stream, flush=True
            )

    def clear(self) -> None:
        if self.live:
            self.stream.write("\r\033[K")
            self.stream.flush()


def short_time(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def indent(text: str, by: str = "    ") -> str:
    return "\n".join(by + line if line else line for line in text.splitlines())
