import unittest

from learn import mistakes, regions
from learn.gates import alternatives, coverage
from learn.gates.runner import put_tree
from learn.tests.fixture import CourseTest, write
from learn.trouble import Trouble


class Mistakes(CourseTest):
    def test_parts(self):
        found = mistakes.load(self.chapter.steps[0])
        first = next(m for m in found if m.slug == "forgets-to-double")
        self.assertEqual(
            (first.region, first.message, first.source),
            ("double-it/twice", "is it doubled at all?", "7"),
        )
        self.assertEqual(first.body, ("  return x;",))

    def test_missing_message(self):
        write(
            self.reference("mistakes/square/bad.cpp"),
            "// mistake: bad\n// region: square\n  return 1;\n",
        )
        with self.assertRaises(Trouble) as caught:
            mistakes.load(self.chapter.steps[1])
        self.assertIn("mistakes/square/bad.cpp", str(caught.exception))

    def test_wrong_name(self):
        write(
            self.reference("mistakes/square/bad.cpp"),
            "// mistake: good\n// region: square\n// message: m\n",
        )
        with self.assertRaises(Trouble):
            mistakes.load(self.chapter.steps[1])


class Alternatives(CourseTest):
    def test_each_region_becomes_a_choice(self):
        files = alternatives.files(self.chapter)
        text = files["src/twice.cpp"]
        for line in (
            'if (!::gradus::testing::wrong("double-it/twice", 101)) {',
            '} else if (::gradus::testing::alternative("mistake:forgets-to-double")) {',
            '} else if (::gradus::testing::alternative("mistake:adds-two")) {',
            '} else if (::gradus::testing::alternative("loop")) {',
            '} else if (::gradus::testing::alternative("crash")) {',
            '::gradus::not_implemented("double-it/twice");',
        ):
            self.assertIn(line, text)
        self.assertIn("return doubled;", text)
        self.assertTrue(text.startswith(alternatives.INCLUDE))
        self.assertEqual(
            files["include/gradus/numbers/twice.h"],
            self.reference("include/gradus/numbers/twice.h").read_text(),
        )

    def test_braces_balance(self):
        for text in alternatives.files(self.chapter).values():
            code = regions.strip_comments(text)
            self.assertEqual(code.count("{"), code.count("}"))

    def test_stubs_after_a_step_are_those_of_later_ones(self):
        first, second = self.chapter.steps[:2]
        self.assertEqual(alternatives.stubs_after(first), {"GRADUS_STUBS_AFTER": "101"})
        self.assertIn('wrong("square', alternatives.files(self.chapter)["src/square.cpp"])
        self.assertEqual(alternatives.number(self.chapter, second.index), 102)

    def test_where_the_solution_stands(self):
        for name, text in alternatives.files(self.chapter).items():
            reference = regions.parse(self.reference(name).read_text())
            for region, there in zip(reference, regions.parse(text), strict=True):
                lines = [text.split("\n")[n - 1] for n in alternatives.right(there, region)]
                self.assertEqual(lines, list(region.body))

    def test_the_include_goes_after_pragma_once(self):
        text = "#pragma once\n// exercise: square/x\n//| y\nz();\n// end exercise\n"
        self.assertTrue(
            alternatives.choices(102, text, {}).startswith("#pragma once\n#include")
        )


class Coverage(unittest.TestCase):
    TEXT = "a\n// exercise: s\n//| t\none();\n}\ntwo();\n// end exercise\n"

    def judge(self, counts):
        return coverage.judge("s", range(4, 7), self.TEXT.split("\n"), counts, "a.cpp")

    def test_a_line_not_run(self):
        self.assertEqual(self.judge({4: 1, 6: 3}), [])
        self.assertEqual(self.judge({4: 1, 5: 0, 6: 3}), [])
        self.assertIn("a.cpp: not run by the tests of s: two();", self.judge({4: 1, 6: 0})[0])

    def test_never_compiled(self):
        self.assertIn("no line of s", self.judge({1: 5})[0])


class Trees(CourseTest):
    def test_unchanged_files_keep_their_time(self):
        folder = self.root / "tree"
        put_tree(folder, {"a": "1", "b/c": "2"})
        before = (folder / "a").stat().st_mtime_ns
        put_tree(folder, {"a": "1", "d": "3"})
        self.assertEqual((folder / "a").stat().st_mtime_ns, before)
        self.assertFalse((folder / "b/c").exists())
        self.assertEqual((folder / "d").read_text(), "3")


if __name__ == "__main__":
    unittest.main()
