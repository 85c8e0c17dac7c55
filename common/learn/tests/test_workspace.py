import errno
import shutil
import unittest
from unittest import mock

from learn.tests.fixture import SOURCE, CourseTest, write
from learn.trouble import Trouble
from learn.workspace import Workspace


class AWorkspace(CourseTest):
    def setUp(self):
        super().setUp()
        self.workspace = Workspace(self.course)
        self.workspace.start(self.chapter)
        self.double, self.square = self.chapter.steps

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.mine(name)
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new))

    def test_holds_every_library_file_and_a_readme(self):
        files = {str(p.relative_to(self.mine(""))) for p in self.mine("").rglob("*") if p.is_file()}
        self.assertEqual(
            files,
            {"include/gradus/numbers/twice.h", "src/twice.cpp", "src/square.cpp", "README.md"},
        )
        self.assertIn("1.2 square", self.mine("README.md").read_text())

    def test_states_of_regions(self):
        names = lambda: [region for _, region in self.workspace.untouched(self.double)]
        self.assertEqual(names(), ["double-it/twice", "double-it/thrice"])
        self.edit("src/twice.cpp", 'gradus::not_implemented("double-it/twice");', "return x;")
        self.assertEqual(names(), ["double-it/thrice"])
        self.edit("src/twice.cpp", 'gradus::not_implemented("double-it/thrice");', "")
        self.assertEqual(names(), ["double-it/thrice"])

    def test_lost_markers_fall_back_to_the_stub_statement(self):
        self.edit("src/twice.cpp", "  // end exercise\n", "")
        self.assertEqual(len(self.workspace.untouched(self.double)), 2)
        self.edit("src/twice.cpp", 'gradus::not_implemented("double-it/twice");', "return x;")
        self.assertEqual(
            [r for _, r in self.workspace.untouched(self.double)], ["double-it/thrice"]
        )

    def test_starting_again_changes_nothing(self):
        self.edit("src/square.cpp", 'gradus::not_implemented("square");', "return x;")
        before = self.mine("src/square.cpp").read_text()
        self.assertEqual(self.workspace.start(self.chapter), [])
        self.assertEqual(self.mine("src/square.cpp").read_text(), before)

    def test_a_deleted_file_comes_back_as_of_the_last_check(self):
        self.edit("src/square.cpp", 'gradus::not_implemented("square");', "return x;  // mine")
        self.workspace.remember(self.chapter)
        self.mine("src/square.cpp").unlink()
        notes = self.workspace.restore(self.chapter)
        self.assertEqual(len(notes), 1)
        self.assertIn("workbook/01_numbers/src/square.cpp was missing", notes[0])
        self.assertIn("// mine", self.mine("src/square.cpp").read_text())

    def test_a_deleted_file_never_checked_comes_back_as_generated(self):
        self.mine("src/square.cpp").unlink()
        self.mine("README.md").unlink()
        self.assertIn("in the beginning", self.workspace.restore(self.chapter)[0])
        self.assertIn("not_implemented", self.mine("src/square.cpp").read_text())

    def test_a_newer_course_keeps_edits(self):
        self.edit(
            "src/twice.cpp", 'gradus::not_implemented("double-it/twice");', "return x + x;  // mine"
        )
        write(
            self.reference("src/twice.cpp"),
            SOURCE.replace("int thrice(int x)", "int thrice(const int x)"),
        )
        write(self.reference("src/cube.cpp"), "int cube;\n")
        manifest = (
            self.reference("steps.json")
            .read_text()
            .replace('"src/square.cpp"', '"src/square.cpp", "src/cube.cpp"')
        )
        write(self.reference("steps.json"), manifest)
        course = self.fresh()
        notes = Workspace(course).update(course.chapters[0])
        text = self.mine("src/twice.cpp").read_text()
        self.assertIn("// mine", text)
        self.assertIn("const int x", text)
        self.assertTrue(self.mine("src/cube.cpp").exists())
        self.assertEqual(len(notes), 2)
        self.assertEqual(Workspace(course).update(course.chapters[0]), [])

    def test_a_conflict_is_told_and_the_old_file_kept(self):
        self.edit("src/twice.cpp", "int thrice(int x)", "int thrice(int mine_x)")
        write(
            self.reference("src/twice.cpp"),
            SOURCE.replace("int thrice(int x)", "int thrice(int their_x)"),
        )
        course = self.fresh()
        notes = Workspace(course).update(course.chapters[0])
        self.assertIn("<<<<<<<", notes[0])
        text = self.mine("src/twice.cpp").read_text()
        self.assertIn("mine_x", text)
        self.assertIn("their_x", text)
        kept = list((self.root / "workbook/.gradus/saved").iterdir())
        self.assertEqual(len(kept), 1)
        self.assertIn("mine_x", kept[0].read_text())

    def test_a_file_gone_from_the_course_stays(self):
        manifest = self.reference("steps.json").read_text().replace('"src/square.cpp"', "")
        write(self.reference("steps.json"), manifest)
        course = self.fresh()
        self.assertIn("no longer part", Workspace(course).update(course.chapters[0])[0])
        self.assertTrue(self.mine("src/square.cpp").exists())

    def test_put_replaces_regions_and_keeps_the_old_text(self):
        self.edit("src/twice.cpp", 'gradus::not_implemented("double-it/twice");', "return 5;")
        self.workspace.put(self.double, self.workspace.solutions(self.double))
        text = self.mine("src/twice.cpp").read_text()
        self.assertIn("return doubled;", text)
        self.assertNotIn("not_implemented", text)
        self.assertIn(
            "return 5;", next((self.root / "workbook/.gradus/saved").iterdir()).read_text()
        )

    def test_put_with_lost_markers_changes_nothing(self):
        self.edit("src/twice.cpp", "// exercise: double-it/twice", "// what?")
        before = self.mine("src/twice.cpp").read_text()
        with self.assertRaises(Trouble):
            self.workspace.put(self.double, self.workspace.stubs(self.double))
        self.assertEqual(self.mine("src/twice.cpp").read_text(), before)

    def test_a_full_disk_while_starting_can_be_repeated(self):
        shutil.rmtree(self.root / "workbook")
        calls = []

        def full(handle):
            calls.append(handle)
            if len(calls) > 6:
                raise OSError(errno.ENOSPC, "No space left on device")

        with mock.patch("os.fsync", side_effect=full), self.assertRaises(Trouble):
            self.workspace.start(self.chapter)
        self.assertFalse(self.workspace.started(self.chapter))
        self.edit("src/twice.cpp", "int thrice", "int  thrice")
        notes = self.workspace.start(self.chapter)
        self.assertEqual(len(notes), 1)
        self.assertIn("twice.cpp was there already", notes[0])
        self.assertTrue(self.workspace.started(self.chapter))

    def test_a_full_disk_loses_nothing(self):
        before = self.mine("src/twice.cpp").read_text()
        with mock.patch("os.fsync", side_effect=OSError(errno.ENOSPC, "No space left on device")):
            with self.assertRaises(Trouble) as caught:
                self.workspace.put(self.double, self.workspace.solutions(self.double))
        self.assertIn("No space left on device", str(caught.exception))
        self.assertEqual(self.mine("src/twice.cpp").read_text(), before)
        leftovers = [p for p in (self.root / "workbook").rglob(".*.*") if p.is_file()]
        self.assertEqual(leftovers, [])


if __name__ == "__main__":
    unittest.main()
