"""The command line: finds the command, parses its flags, and turns trouble into one line."""

import argparse
import signal
import sys
from pathlib import Path

from learn.commands import COMMANDS, GROUPS
from learn.manifest import Course
from learn.term import bold, say, warn
from learn.trouble import Trouble, unknown

ROOT = Path(__file__).resolve().parent.parent.parent


class Parser(argparse.ArgumentParser):
    """An argument parser that names the nearest flag instead of printing its usage."""

    def error(self, message: str):
        raise Trouble(f"{message}; see {self.prog} --help", status=2)

    def parse(self, words: list[str]) -> argparse.Namespace:
        arguments, left = self.parse_known_args(words)
        if left:
            flags = [
                flag
                for action in self._actions
                for flag in action.option_strings
                if flag.startswith("--")
            ]
            if left[0].startswith("-"):
                raise unknown("flag", left[0].split("=")[0], flags)
            raise Trouble(f"'{left[0]}' is one argument too many; see {self.prog} --help", status=2)
        return arguments


def help_text() -> str:
    lines = [
        "./learn: work through the course.",
        "",
        "  ./learn          where you are, and what is next",
    ]
    for title, names in GROUPS:
        lines += ["", bold(title)]
        lines += [f"  {name:<11}{COMMANDS[name].help}" for name in names]
    return "\n".join(lines + ["", "`./learn COMMAND --help` tells more."])


def dispatch(words: list[str], course: Course) -> int:
    if words and words[0] in ("-h", "--help", "help") and len(words) == 1:
        say(help_text())
        return 0
    if words and words[0] == "help":
        words = [words[1], "--help"]
    name = words[0] if words else "where"
    if name.startswith("-"):
        raise unknown("flag", name, ["--help"])
    if name not in COMMANDS:
        raise unknown("command", name, [n for n in COMMANDS if n != "where"])
    command = COMMANDS[name]
    parser = Parser(
        prog=f"./learn {name}",
        description=command.about or command.help,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if command.raw:
        return command.run(course, words[1:]) or 0
    command.arguments(parser)
    return command.run(course, parser.parse(words[1:])) or 0


def stop(number: int, frame) -> None:
    raise KeyboardInterrupt


def main(words: list[str]) -> int:
    signal.signal(signal.SIGTERM, stop)  # so that what was started is ended too
    try:
        return dispatch(words, Course(ROOT))
    except Trouble as trouble:
        warn(f"learn: {trouble}")
        return trouble.status
    except KeyboardInterrupt:
        warn("\nlearn: stopped")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        warn(f"learn: {error.strerror or error}{where}")
        return 1
