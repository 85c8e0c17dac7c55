import unittest
from unittest import mock

from learn import regions
from learn.merge import merge, three_way
from learn.tests.fixture import SOURCE

BASE = regions.stubbed(SOURCE)
MINE = BASE.replace('  gradus::not_implemented("double-it/twice");', "  return 2 * x;  // mine")


class Merging(unittest.TestCase):
    def test_no_change_in_the_course(self):
        result = merge(MINE, BASE, BASE)
        self.assertEqual((result.text, result.conflict), (MINE, False))

    def test_untouched_file_becomes_the_new_one(self):
        theirs = BASE.replace("Return two times", "Give back two times") + "int more();\n"
        self.assertEqual(merge(BASE, BASE, theirs).text, theirs)

    def test_body_stays_while_the_text_around_it_changes(self):
        theirs = BASE.replace("int twice(int x) {", "int twice(const int x) {").replace(
            "// Return two times `x`.", "// Return `x` plus `x`."
        )
        result = merge(MINE, BASE, theirs)
        self.assertIn("return 2 * x;  // mine", result.text)
        self.assertIn("int twice(const int x) {", result.text)
        self.assertFalse(result.conflict)

    def test_new_prompt_reaches_an_untouched_region(self):
        theirs = BASE.replace("// Return three times `x`.", "// Three times, please.")
        result = merge(MINE, BASE, theirs)
        self.assertIn("// Three times, please.", result.text)
        self.assertIn("// mine", result.text)

    def test_edits_outside_of_regions_stay(self):
        mine = MINE.replace(
            "namespace gradus::numbers {\n\nint",
            "namespace gradus::numbers {\n\nint helper();\n\nint",
            1,
        )
        theirs = BASE + "// the end\n"
        result = merge(mine, BASE, theirs)
        self.assertIn("int helper();", result.text)
        self.assertIn("// the end", result.text)
        self.assertIn("// mine", result.text)

    def test_conflict_keeps_both(self):
        mine = MINE.replace("int thrice(int x)", "int thrice(int mine_x)")
        theirs = BASE.replace("int thrice(int x)", "int thrice(int their_x)")
        result = merge(mine, BASE, theirs)
        self.assertTrue(result.conflict)
        self.assertIn("mine_x", result.text)
        self.assertIn("their_x", result.text)
        self.assertIn("// mine", result.text)

    def test_new_region_appears_as_a_stub(self):
        theirs = (
            BASE
            + '// exercise: double-it/four\ngradus::not_implemented("double-it/four");\n// end exercise\n'
        )
        result = merge(MINE, BASE, theirs)
        self.assertEqual(
            [r.name for r in regions.parse(result.text)],
            ["double-it/twice", "double-it/thrice", "double-it/four"],
        )
        self.assertIn("// mine", result.text)

    def test_body_of_a_removed_region_is_handed_back(self):
        region = regions.parse(BASE)[0]
        lines = BASE.split("\n")
        theirs = "\n".join(lines[: region.begin] + ["  return 0;"] + lines[region.end + 1 :])
        result = merge(MINE, BASE, theirs)
        self.assertEqual(list(result.lost), ["double-it/twice"])
        self.assertIn("  return 2 * x;  // mine", result.lost["double-it/twice"])

    def test_renamed_region_keeps_the_old_body_aside(self):
        result = merge(MINE, BASE, BASE.replace("double-it/twice", "double-it/two-times"))
        self.assertIn("double-it/twice", result.lost)

    def test_broken_markers_still_merge(self):
        mine = MINE.replace("  // end exercise\n", "", 1)
        result = merge(mine, BASE, BASE + "// the end\n")
        self.assertIn("// mine", result.text)
        self.assertIn("// the end", result.text)

    def test_without_git_the_new_file_goes_beside(self):
        mine = MINE.replace("int thrice", "int  thrice")
        with mock.patch("shutil.which", return_value=None):
            result = merge(mine, BASE, BASE + "// the end\n")
            self.assertTrue(result.beside)
            self.assertEqual(result.text, mine)
            # Nothing outside of the regions was edited: no git needed.
            self.assertIn("// mine", merge(MINE, BASE, BASE + "// the end\n").text)

    def test_twice_the_same_merge_changes_nothing(self):
        theirs = BASE + "// the end\n"
        once = merge(MINE, BASE, theirs).text
        self.assertEqual(merge(once, theirs, theirs).text, once)
        self.assertEqual(three_way(once, BASE, once), (once, False))


if __name__ == "__main__":
    unittest.main()
