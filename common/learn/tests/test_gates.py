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
        for name in (
            "mistake:double-it/forgets-to-double",
            "mistake:double-it/adds-two",
            "loop:double-it/twice",
            "crash:double-it/thrice",
            "stub:double-it/thrice",
        ):
            self.assertIn(f'alternative("{name}")', text)
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

    def test_stubs_after_a_step_throws_in_later_ones_only(self):
        files = alternatives.files(self.chapter)
        name = alternatives.stubs_after(self.chapter, 0)
        self.assertIn(name, files["src/square.cpp"])
        self.assertNotIn(name, files["src/twice.cpp"])

    def test_the_include_goes_after_pragma_once(self):
        text = "#pragma once\n// exercise: square/x\n//| y\nz();\n// end exercise\n"
        self.assertTrue(
            alternatives.choices(self.chapter, 1, text, {}).startswith("#pragma once\n#include")
        )


class Coverage(unittest.TestCase):
    TEXT = "a\n// exercise: s\n//| t\none();\n}\ntwo();\n// end exercise\n"

    def judge(self, counts):
        return coverage.judge(regions.parse(self.TEXT)[0], self.TEXT.split("\n"), counts, "a.cpp")

    def test_a_line_not_run(self):
        self.assertEqual(self.judge({4: 1, 6: 3}), [])
        self.assertEqual(self.judge({4: 1, 5: 0, 6: 3}), [])
        self.assertIn("a.cpp:6: not run", self.judge({4: 1, 6: 0})[0])

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
