"""What the reader has done: workbook/.gradus/state.json."""

import json
import time
from pathlib import Path

from learn.files import write_atomic
from learn.manifest import Step
from learn.term import warn


class Progress:
    def __init__(self, workbook: Path):
        self.path = workbook / ".gradus" / "state.json"
        self.data = {
            "version": 1,
            "current": None,
            "base": {},
            "passed": {},
            "hints": {},
            "unlocked": [],
        }
        if self.path.exists():
            try:
                loaded = json.loads(self.path.read_text())
                if not isinstance(loaded, dict):
                    raise ValueError("not an object")
                self.data.update(loaded)
            except (OSError, ValueError) as error:
                aside = self.path.with_suffix(".broken")
                self.path.replace(aside)
                warn(
                    f"learn: {self.path} could not be read ({error}); "
                    f"it is now {aside.name}, and progress starts anew"
                )

    def save(self) -> None:
        write_atomic(self.path, json.dumps(self.data, indent=1) + "\n")

    @property
    def current(self) -> str | None:
        """The chapter folder that the reader works in."""
        return self.data["current"]

    def start(self, folder: str, base: str) -> None:
        self.data["current"] = folder
        self.data["base"][folder] = base
        self.save()

    def base(self, folder: str) -> str:
        return self.data["base"].get(folder, "mine")

    def pass_step(self, step: Step, content: str) -> bool:
        """Notes that a step passed; True the first time."""
        first = step.key not in self.data["passed"]
        self.data["passed"][step.key] = {
            "hash": content,
            "when": time.strftime("%Y-%m-%d %H:%M:%S"),
        }
        self.save()
        return first

    def passed(self, step: Step) -> bool:
        return step.key in self.data["passed"]

    def changed_since(self, step: Step, content: str) -> bool:
        return self.passed(step) and self.data["passed"][step.key]["hash"] != content

    def hints(self, step: Step) -> int:
        return int(self.data["hints"].get(step.key, 0))

    def show_hints(self, step: Step, layers: int) -> None:
        self.data["hints"][step.key] = max(layers, self.hints(step))
        self.save()

    def unlocked(self, step: Step) -> bool:
        """Whether the reader may see the solution without being asked."""
        return self.passed(step) or step.key in self.data["unlocked"]

    def unlock(self, step: Step) -> None:
        if step.key not in self.data["unlocked"]:
            self.data["unlocked"].append(step.key)
            self.save()

    def forget(self, steps: list[Step]) -> None:
        for step in steps:
            self.data["passed"].pop(step.key, None)
            self.data["hints"].pop(step.key, None)
        self.save()
