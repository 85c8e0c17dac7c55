import tempfile
import unittest
from pathlib import Path

from learn.brackets import unbalanced
from learn.compile_errors import CompileError, first_error, open_bracket

BUILD, READER = Path("/b/build"), Path("/b/workbook")

GCC = """FAILED: x.o
/usr/bin/g++ -c /b/workbook/01_n/src/twice.cpp
/b/workbook/01_n/src/twice.cpp: In function 'int twice(int)':
/b/workbook/01_n/src/twice.cpp:8:14: error: expected ';' before '}' token
    8 |   return x + x
      |              ^
/b/workbook/01_n/src/twice.cpp:9:1: error: something else
ninja: build stopped: subcommand failed.
"""

ELSEWHERE = """In file included from /b/workbook/01_n/include/gradus/n/neuron.h:4,
                 from /b/01_n/tests/neuron_test.cpp:1:
/usr/include/c++/12/vector:40:5: error: no matching function
   40 |  foo
/b/workbook/01_n/include/gradus/n/neuron.h:37:12:   required from 'f<int>'
"""

IN_TEST = """/b/01_n/tests/neuron_test.cpp:12:5: error: 'twice' was not declared in this scope
   12 |     twice(3);
      |     ^~~~~
"""

TEMPLATE = """/b/workbook/01_n/include/gradus/n/a.h: In instantiation of 'T f(T) [with T = int]':
/b/01_n/tests/a_test.cpp:9:4:   required from here
/usr/include/c++/12/bits/x.h:3:1: error: static assertion failed
/b/workbook/01_n/include/gradus/n/a.h:5:9: error: could not convert
"""

LINK = """/usr/bin/ld: twice.cpp.o: in function `thrice':
twice.cpp:(.text+0x1): undefined reference to `gradus::twice(int)'
collect2: error: ld returned 1 exit status
"""

CLANG = """../workbook/01_n/src/twice.cpp:8:15: error: expected ';' after return statement
    8 |   return x + x
      |               ^
1 error generated.
"""


class FirstError(unittest.TestCase):
    def test_gcc(self):
        error = first_error(GCC, BUILD, READER)
        self.assertEqual(
            (error.file, error.line, error.more), ("/b/workbook/01_n/src/twice.cpp", 8, 1)
        )
        self.assertEqual(error.message, "expected ';' before '}' token")
        self.assertEqual(error.excerpt[0].strip(), "8 |   return x + x")

    def test_clang_with_a_relative_path(self):
        self.assertEqual(first_error(CLANG, BUILD, READER).file, "/b/workbook/01_n/src/twice.cpp")

    def test_error_in_a_system_header_names_the_readers_line(self):
        error = first_error(ELSEWHERE, BUILD, READER)
        self.assertEqual(error.seen_from, "/b/workbook/01_n/include/gradus/n/neuron.h:37")

    def test_error_in_the_test(self):
        error = first_error(IN_TEST, BUILD, READER)
        self.assertEqual((error.line, error.seen_from), (12, ""))

    def test_the_readers_file_comes_first(self):
        self.assertEqual(first_error(TEMPLATE, BUILD, READER).line, 5)

    def test_the_steps_own_file_comes_before_other_files_of_the_reader(self):
        other = GCC.replace("twice.cpp:8:14", "other.cpp:3:1")
        own = (READER / "01_n/src/twice.cpp",)
        self.assertEqual(first_error(other, BUILD, READER).line, 3)
        self.assertEqual(first_error(other, BUILD, READER, own).line, 9)

    def test_an_open_bracket_explains_an_error_in_the_next_file(self):
        self.assertIsNone(unbalanced("f(a[1]); // (\nchar c = '('; auto s = \"}{\"; {}\n"))
        self.assertEqual(unbalanced("{\n f(x;\n}\n"), (2, "this `(` is never closed"))
        self.assertEqual(unbalanced("{\n}\n}\n"), (3, "this `}` closes nothing"))
        self.assertEqual(unbalanced("\nvoid f() {\n"), (2, "this `{` is never closed"))
        error = CompileError("/b/next.h", 1, "expected unqualified-id before 'namespace'", [])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.h"
            path.write_text("{\n f(x;\n}\n")
            self.assertEqual(open_bracket((path,), error).line, 2)
            path.write_text("{}\n")
            self.assertIs(open_bracket((path,), error), error)

    def test_missing_definition(self):
        error = first_error(LINK, BUILD, READER)
        self.assertTrue(error.link)
        self.assertIn("gradus::twice(int)", error.message)

    def test_nothing_known(self):
        self.assertIsNone(first_error("ninja: error: no such target\n", BUILD, READER))


if __name__ == "__main__":
    unittest.main()
