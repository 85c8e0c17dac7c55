import unittest

from learn.tests.fixture import CourseTest, write
from learn.trouble import Trouble, nearest


class Finding(CourseTest):
    def test_by_number_and_by_name(self):
        for word in ("1", "01", "numbers", "01_numbers"):
            self.assertIs(self.course.find(word), self.chapter)
        for word in ("1.2", "01.2", "square", "numbers/square"):
            self.assertEqual(self.course.find(word).name, "square")
        self.assertEqual(self.course.step("square").number, "1.2")
        self.assertEqual(self.course.step("square").program, "01_numbers/test-01-square")

    def test_unknown_ones_name_the_nearest(self):
        for word, close in (
            ("sqare", "square"),
            ("1.9", "1.2"),
            ("7", "1"),
            ("double", "double-it"),
            ("nmbers", "numbers"),
        ):
            with self.assertRaises(Trouble) as caught:
                self.course.find(word)
            self.assertIn(f"'{close}'", str(caught.exception))
            self.assertEqual(caught.exception.status, 2)

    def test_a_chapter_is_no_step(self):
        with self.assertRaises(Trouble):
            self.course.step("1")

    def test_layers_of_hints_are_joined(self):
        self.assertEqual(self.chapter.steps[0].hints, ("a nudge", "x + x", "take x\nadd x"))

    def test_a_name_in_two_chapters_means_the_one_that_is_worked_on(self):
        write(self.root / "02_more/steps.json", self.reference("steps.json").read_text())
        course = self.fresh()
        self.assertEqual(course.step("square").number, "1.2")
        self.assertEqual(course.step("square", "02_more").number, "2.2")

    def test_a_broken_manifest_is_one_line(self):
        write(self.reference("steps.json"), '{"title": ')
        with self.assertRaises(Trouble) as caught:
            self.fresh()
        self.assertIn("01_numbers/steps.json", str(caught.exception))


class Nearest(unittest.TestCase):
    def test_words_and_numbers(self):
        self.assertEqual(nearest("chekc", ["watch", "check", "next"]), "check")
        self.assertEqual(nearest("9", ["1", "2"]), "2")


if __name__ == "__main__":
    unittest.main()
