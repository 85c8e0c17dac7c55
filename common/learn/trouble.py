"""What the user can do something about: shown as one line, never as a traceback."""

import difflib


class Trouble(Exception):
    """Ends the command with this message; `status` is the exit status (2: wrong command line)."""

    def __init__(self, message: str, status: int = 1):
        super().__init__(message)
        self.status = status


def nearest(word: str, candidates: list[str]) -> str:
    """The candidate most like `word`, by number if both are numbers."""
    if word.isdigit() and any(c.isdigit() for c in candidates):
        numbers = [c for c in candidates if c.isdigit()]
        return min(numbers, key=lambda c: abs(int(c) - int(word)))
    return max(
        candidates, key=lambda c: difflib.SequenceMatcher(None, word.lower(), c.lower()).ratio()
    )


def unknown(kind: str, word: str, candidates: list[str]) -> Trouble:
    """`unknown step 'remembr'; the nearest one is 'remember'`, exit status 2."""
    hint = f"; the nearest one is '{nearest(word, candidates)}'" if candidates else ""
    return Trouble(f"unknown {kind} '{word}'{hint}", status=2)
