"""A small course in a temporary folder, and a way to run commands on it."""

import contextlib
import io
import json
import os
import tempfile
import unittest
from pathlib import Path

from learn import cli
from learn.manifest import Course

HEADER = """#pragma once
#include <gradus/common/error.h>

namespace gradus::numbers {
int twice(int x);
}  // namespace gradus::numbers
"""

SOURCE = """#include <gradus/numbers/twice.h>

namespace gradus::numbers {

int twice(int x) {
  // exercise: double-it/twice
  //| Return two times `x`.
  //| It may be negative.
  const int doubled = x + x;  // no overflow check
  return doubled;
  // end exercise
}

int thrice(int x) {
  // exercise: double-it/thrice
  //| Return three times `x`.
  return x * 3 + 0 * x;
  // end exercise
}

}  // namespace gradus::numbers
"""

SQUARE = """#include <gradus/common/error.h>
#include <gradus/numbers/twice.h>

int square(int x) {
  // exercise: square
  //| Return the square of `x`.
  return x * x * 1;
  // end exercise
}
"""

README = """# Numbers

## double-it: twice as much

```cpp
int twice(int x);
```

## Squares
"""

STEPS = {
    "chapter": "numbers",
    "title": "Numbers",
    "summary": "Numbers, twice and squared.",
    "uses": ["common"],
    "train": {"counting": "examples/count_up.cpp"},
    "steps": [
        {
            "name": "double-it",
            "title": "Twice as much",
            "minutes": 5,
            "files": ["include/gradus/numbers/twice.h", "src/twice.cpp"],
            "tests": ["tests/double_it_test.cpp"],
            "hints": ["a nudge", "x + x", ["take x", "add x"]],
        },
        {
            "name": "square",
            "title": "Squares",
            "minutes": 10,
            "files": ["src/square.cpp"],
            "tests": ["tests/square_test.cpp"],
            "hints": ["n", "f", "p"],
        },
    ],
}

MISTAKE = """// mistake: forgets-to-double
// region: double-it/twice
// from: 7
// message: is it doubled at all?
  return x;
"""

MORE_MISTAKES = {
    "double-it/adds-two": ("double-it/twice", "added 2"),
    "square/doubles": ("square", "doubled"),
    "square/cubes": ("square", "cubed"),
}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


class CourseTest(unittest.TestCase):
    """Each test gets a course of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.make()
        for name in ("GRADUS_BUILD", "GRADUS_DATA"):
            if name in os.environ:
                self.addCleanup(os.environ.__setitem__, name, os.environ.pop(name))
        self.course = Course(self.root)
        self.chapter = self.course.chapters[0]

    def make(self):
        chapter = self.root / "01_numbers"
        write(chapter / "steps.json", json.dumps(STEPS))
        write(chapter / "include/gradus/numbers/twice.h", HEADER)
        write(chapter / "src/twice.cpp", SOURCE)
        write(chapter / "src/square.cpp", SQUARE)
        write(chapter / "tests/double_it_test.cpp", "#include <gradus/numbers/twice.h>\n")
        write(chapter / "tests/square_test.cpp", "#include <gradus/numbers/twice.h>\n")
        write(chapter / "README.md", README)
        write(chapter / "mistakes/double-it/forgets-to-double.cpp", MISTAKE)
        for name, (region, message) in MORE_MISTAKES.items():
            write(
                chapter / f"mistakes/{name}.cpp",
                f"// mistake: {name.split('/')[1]}\n// region: {region}\n"
                f"// message: {message}\n  return x;\n",
            )
        write(self.root / "common/src/error.cpp", "int error;\n")
        write(self.root / "common/learn/cli.py", "import sys\n")

    def fresh(self) -> Course:
        """The course, read again."""
        self.course = Course(self.root)
        self.chapter = self.course.chapters[0]
        return self.course

    def reference(self, name: str) -> Path:
        return self.root / "01_numbers" / name

    def mine(self, name: str) -> Path:
        return self.root / "workbook" / "01_numbers" / name

    def run_learn(self, *words: str) -> tuple[int, str, str]:
        """Runs a command on this course: (status, output, errors)."""
        out, err = io.StringIO(), io.StringIO()
        before = cli.ROOT
        cli.ROOT = self.root
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = cli.main(list(words))
        finally:
            cli.ROOT = before
        return status, out.getvalue(), err.getvalue()
