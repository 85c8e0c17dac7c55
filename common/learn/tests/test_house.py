"""Each rule of the house, kept and broken."""

import json
import unittest

from learn import house
from learn.tests.fixture import SOURCE, CourseTest, write


class Rules(CourseTest):
    def problems(self, rule) -> list[str]:
        course = self.fresh()
        chapter_rule = rule in house.CHAPTER_RULES
        return rule(course, self.chapter) if chapter_rule else rule(course)

    def change_steps(self, change) -> None:
        path = self.reference("steps.json")
        data = json.loads(path.read_text())
        change(data)
        path.write_text(json.dumps(data))

    def append(self, name: str, text: str) -> None:
        path = self.reference(name)
        write(path, (path.read_text() if path.exists() else "") + text)

    def broken(self, rule, words: str) -> None:
        self.assertIn(words, "\n".join(self.problems(rule)))

    def test_the_small_course_keeps_every_rule(self):
        for rule in (*house.COURSE_RULES, *house.CHAPTER_RULES):
            self.assertEqual(self.problems(rule), [], rule.__name__)

    def test_later_chapter_included(self):
        write(
            self.root / "02_more/steps.json",
            json.dumps({"title": "More", "uses": ["numbers"], "steps": []}),
        )
        self.append("src/square.cpp", "#include <gradus/more/x.h>\n")
        self.broken(house.includes_only_earlier, "src/square.cpp includes gradus/more/x.h")

    def test_a_test_may_include_test_helpers_and_a_library_may_not(self):
        self.append("tests/square_test.cpp", "#include <gradus/testing/expect.h>\n")
        self.assertEqual(self.problems(house.includes_only_earlier), [])
        self.append("src/square.cpp", "#include <gradus/testing/expect.h>\n")
        self.broken(house.includes_only_earlier, "gradus/testing/expect.h")

    def test_uses_must_be_earlier(self):
        self.change_steps(lambda d: d.update(uses=["common", "numbers"]))
        self.broken(house.includes_only_earlier, "uses 'numbers'")

    def test_common_includes_no_chapter(self):
        write(self.root / "common/src/x.cpp", "#include <gradus/numbers/twice.h>\n")
        self.broken(house.common_includes, "gradus/numbers/twice.h")

    def test_common_knows_no_tensor(self):
        write(
            self.root / "common/src/x.cpp",
            "// a tensor may be mentioned in a comment\nint tensor_rank;\n",
        )
        self.broken(house.common_is_neutral, "common/src/x.cpp:2: tensor_rank")

    def test_standard_library_only(self):
        write(self.root / "common/learn/x.py", "from numpy import array\n")
        self.broken(house.standard_library_only, "numpy")

    def test_step_names(self):
        self.change_steps(lambda d: d["steps"][1].update(name="double-it"))
        self.broken(house.step_names, "two steps are called 'double-it'")

    def test_a_file_in_no_step_in_two_and_missing(self):
        self.append("src/stray.cpp", "int stray;\n")
        self.change_steps(
            lambda d: d["steps"][1].update(
                files=["src/square.cpp", "src/twice.cpp", "src/none.cpp"]
            )
        )
        for words in (
            "src/stray.cpp stands in no step",
            "src/twice.cpp stands in two",
            "src/none.cpp is listed",
        ):
            self.broken(house.one_step_a_file, words)

    def test_a_file_that_knows_a_later_step(self):
        self.append("include/gradus/numbers/square.h", "#pragma once\n")
        self.change_steps(
            lambda d: d["steps"][1]["files"].append("include/gradus/numbers/square.h")
        )
        self.assertEqual(self.problems(house.files_know_no_later_step), [])
        self.append("src/twice.cpp", "#include <gradus/numbers/square.h>\n")
        self.broken(house.files_know_no_later_step, "src/twice.cpp (step 1.1)")

    def test_a_test_that_needs_a_later_step_through_a_helper(self):
        self.append("include/gradus/numbers/square.h", "#pragma once\n")
        self.change_steps(
            lambda d: d["steps"][1]["files"].append("include/gradus/numbers/square.h")
        )
        self.append("tests/helper.h", "#include <gradus/numbers/square.h>\n")
        self.append("tests/double_it_test.cpp", '#include "helper.h"\n')
        self.broken(
            house.tests_know_no_later_step,
            "tests/double_it_test.cpp needs include/gradus/numbers/square.h",
        )

    def test_regions(self):
        extra = "// exercise: square/extra\n//| Do it.\nreturn;\n// end exercise\n"
        self.append("src/twice.cpp", extra)
        self.broken(house.regions_in_place, "stands in a file of step 'double-it'")
        write(self.reference("src/twice.cpp"), SOURCE)
        self.append(
            "src/square.cpp",
            extra.replace("square/extra", "cube") + extra.replace("//| Do it.\n", ""),
        )
        for words in ("'cube' names no step", "has no `//|` text"):
            self.broken(house.regions_in_place, words)

    def test_a_region_in_a_test(self):
        self.append("tests/square_test.cpp", "// exercise: square/x\n//| y\nz;\n// end exercise\n")
        self.broken(house.regions_in_place, "only library files may")

    def test_a_step_is_whole(self):
        self.change_steps(
            lambda d: d["steps"][1].update(hints=["one"], minutes=0, tests=["tests/other_test.cpp"])
        )
        self.append("tests/other_test.cpp", "")
        for words in ("1 hints", "minutes", "not called square_test.cpp"):
            self.broken(house.steps_are_whole, words)
        write(self.reference("README.md"), "# Numbers\n\n## double-it\n")
        self.broken(house.steps_are_whole, "no section for square")

    def test_mistakes(self):
        write(
            self.reference("mistakes/square/cubes.cpp"),
            "// mistake: cubes\n// region: double-it/twice\n// message: m\n",
        )
        self.broken(house.mistakes_in_place, "no exercise of the step")
        for name in ("square/cubes", "square/doubles"):
            self.reference(f"mistakes/{name}.cpp").unlink()
        for words in ("square has no known mistake", "2 mistakes for 2 steps"):
            self.broken(house.mistakes_in_place, words)
        write(self.reference("mistakes/sqare/x.cpp"), "")
        self.broken(house.mistakes_in_place, "mistakes/sqare is no step")

    def test_numbers(self):
        self.append("README.md", "\n## 1.2 Squares\n")
        self.assertEqual(self.problems(house.numbers_do_not_drift), [])
        self.append("README.md", "\n## 1.1 Squares\n")
        self.broken(house.numbers_do_not_drift, "not the step of that number")
        self.append("src/square.cpp", "// as in step 1.1\n")
        self.broken(house.numbers_do_not_drift, "src/square.cpp:10: name the step")

    def test_sizes(self):
        self.append("src/square.cpp", "int x;\n" * 500)
        self.broken(house.sizes, "400 is the most")
        self.append("src/square.cpp", "int x;\n" * 500)
        self.broken(house.sizes, "about 600")
        write(self.reference("src/square.cpp"), "// a comment\n" * 300 + "int x;\n" * 90)
        self.assertEqual(self.problems(house.sizes), [])

    def test_a_solution_in_the_open(self):
        self.append("include/gradus/numbers/twice.h", "// think of: const int doubled = x + x;\n")
        self.broken(house.workspace_begins_not_started, "gives away `const int doubled = x + x;`")

    def test_idiom_of_other_files_gives_nothing_away(self):
        body = "  const int a = first(x), b = second(x);\n"
        write(
            self.reference("src/twice.cpp"),
            SOURCE.replace("  return doubled;\n", body + "  return doubled + a - b + x - x;\n"),
        )
        self.append("src/square.cpp", f"int more(int x) {{\n{body}  return a + b;\n}}\n")
        self.assertEqual(self.problems(house.workspace_begins_not_started), [])

    def test_a_body_that_stands_in_another_file_is_given_away(self):
        write(
            self.reference("src/twice.cpp"),
            SOURCE.replace("x * 3 + 0 * x", "three_times_the_number(x)"),
        )
        self.append("src/square.cpp", "int most(int x) {\n  return three_times_the_number(x);\n}\n")
        self.broken(house.workspace_begins_not_started, "src/square.cpp gives away")

    def test_a_line_that_stands_outside_of_regions_too_gives_nothing_away(self):
        text = SOURCE.replace(
            "int thrice(int x) {",
            "int again(int x) {\n  const int doubled = x + x;\n  return doubled;\n}\n"
            "int thrice(int x) {",
        )
        write(self.reference("src/twice.cpp"), text)
        self.assertEqual(self.problems(house.workspace_begins_not_started), [])


if __name__ == "__main__":
    unittest.main()
