"""Counting: every test case, rule and gate passes or fails, and the last line says how many."""

from dataclasses import dataclass, field

from learn.term import bold, green, indent, red, say


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)

    def add(
        self,
        name: str,
        passed: int,
        problems: list[str],
        took: float | None = None,
        failed: int | None = None,
    ) -> None:
        """One line for a group of checks, and its problems in full."""
        failed = len(problems) if failed is None else failed
        self.passed += passed
        self.failed += failed
        mark = green("ok    ") if not failed else red("FAILED")
        time = f"  {took:.1f} s" if took is not None and took >= 1 else ""
        say(
            f"{mark} {name:<46} {passed:>5} passed"
            + (f", {failed} failed" if failed else "")
            + time
        )
        for problem in problems:
            say(indent(problem.rstrip(), "       "))
        if failed:
            self.problems.append(name)

    def finish(self) -> int:
        if self.problems:
            say(f"\nFailed: {', '.join(self.problems)}")
        say(
            bold(f"{self.passed} passed, {self.failed} failed")
            if self.failed == 0
            else f"{self.passed} passed, {self.failed} failed"
        )
        return 1 if self.failed else 0
