"""The commands as a reader types them, on the small course; nothing is compiled."""

import errno
import json
import unittest
from unittest import mock

from learn import check, programs
from learn.tests.fixture import CourseTest, write
from learn.commands import COMMANDS, GROUPS


class Words(CourseTest):
    def test_unknown_words_name_the_nearest_and_exit_2(self):
        for words, close in (
            (["chekc"], "'check'"),
            (["start", "numbrs"], "'numbers'"),
            (["check", "sqare"], "'square'"),
            (["start", "--bsae", "mine"], "'--base'"),
            (["train", "countin"], "'counting'"),
            (["data", "mnits"], "'mnist'"),
            (["bench", "--jsno", "x"], "'--json'"),
            (["bench", "5"], "'1'"),
            (["--hlep"], "'--help'"),
            (["check", "1.7"], "'1.2'"),
        ):
            status, out, err = self.run_learn(*words)
            self.assertEqual(status, 2, words)
            self.assertIn(close, err, words)
            self.assertEqual(len(err.strip().splitlines()), 1, err)

    def test_every_command_has_help(self):
        for name in COMMANDS:
            try:
                status, out, _ = (
                    self.run_learn(name, "--help") if name != "where" else (0, "where", "")
                )
            except SystemExit as end:
                status, out = end.code, name
            self.assertEqual(status, 0, name)
        status, out, _ = self.run_learn("--help")
        for name in COMMANDS:
            self.assertTrue(name == "where" or name in out)
        self.assertEqual({n for _, names in GROUPS for n in names} | {"where"}, set(COMMANDS))

    def test_train_lists_what_can_be_trained(self):
        status, out, _ = self.run_learn("train", "--help")
        self.assertIn("counting", out)
        self.assertIn("01_numbers/examples/count_up.cpp", out)

    def test_train_with_the_readers_code_needs_a_workspace(self):
        status, _, err = self.run_learn("train", "--mine", "counting")
        self.assertEqual(status, 1)
        self.assertIn("./learn start 1", err)
        status, _, err = self.run_learn("train", "--mine")
        self.assertEqual(status, 2)
        self.assertIn("name a program", err)

    def test_too_many_words(self):
        status, _, err = self.run_learn("check", "1.1", "1.2")
        self.assertEqual(status, 2)

    def test_before_a_chapter_is_started(self):
        status, out, _ = self.run_learn()
        self.assertEqual(status, 0)
        self.assertIn("./learn start 1", out)
        for words in (
            ["check"],
            ["hint"],
            ["next"],
            ["check", "1.1"],
            ["diff", "square"],
            ["reset", "1", "--yes"],
        ):
            status, _, err = self.run_learn(*words)
            self.assertEqual(status, 1, words)
            self.assertIn("./learn start 1", err)

    def test_ctrl_c_is_one_line(self):
        with mock.patch("learn.cli.dispatch", side_effect=KeyboardInterrupt):
            status, _, err = self.run_learn("check")
        self.assertEqual((status, err.strip()), (130, "learn: stopped"))


class Working(CourseTest):
    def setUp(self):
        super().setUp()
        status, self.started, _ = self.run_learn("start", "1")
        self.assertEqual(status, 0)

    def pass_step(self, name: str):
        """Marks a step passed, as a check would."""
        from learn.commands.desk import Desk

        desk = Desk(self.fresh())
        step = desk.course.step(name)
        desk.progress.pass_step(step, desk.workspace.content(step))

    def test_start_says_where_things_are(self):
        for words in ("workbook/01_numbers", "01_numbers/README.md", "Step 1.1", "twice.cpp:6"):
            self.assertIn(words, self.started)

    def test_check_of_an_untouched_step(self):
        status, out, _ = self.run_learn("check")
        self.assertEqual(status, 1)
        self.assertIn("1.1 double-it: not started", out)
        self.assertIn("workbook/01_numbers/src/twice.cpp:6", out)

    def test_check_of_a_chapter_counts(self):
        status, out, _ = self.run_learn("check", "1")
        self.assertEqual(status, 1)
        self.assertIn("0 of 2 steps passed", out)

    def test_check_tells_every_state(self):
        outcome = programs.Outcome
        failure = programs.Failure(
            "Twice.A", "twice(3)\n  expected: 6\n  Likely cause: not doubled", "/x_test.cpp:3"
        )
        step = self.course.step("square")
        for state, result, words in (
            (check.PASSED, outcome("passed", passed=1), "1.2 square: passed"),
            (
                check.FAILING,
                outcome("failed", failures=[failure], passed=2),
                "Likely cause: not doubled",
            ),
            (check.CRASHED, outcome("crashed", running="T.A", reason="SIGSEGV"), "T.A: SIGSEGV"),
            (check.TIMED_OUT, outcome("timeout", running="T.A"), "T.A did not end in time"),
        ):
            with mock.patch(
                "learn.check.check", return_value=check.Result(step, state, outcome=result)
            ):
                status, out, _ = self.run_learn("check", "1.2")
            self.assertIn(words, out)
            self.assertEqual(status, 0 if state == check.PASSED else 1)

    def test_a_deleted_file_is_one_line_and_not_0(self):
        self.mine("src/twice.cpp").unlink()
        status, out, err = self.run_learn("check")
        self.assertEqual(status, 1)
        self.assertEqual(len(err.strip().splitlines()), 1)
        self.assertIn("twice.cpp was missing; it is back", err)
        self.assertTrue(self.mine("src/twice.cpp").exists())

    def test_a_full_disk_is_one_line(self):
        self.mine("src/twice.cpp").unlink()
        with mock.patch("os.fsync", side_effect=OSError(errno.ENOSPC, "No space left on device")):
            status, _, err = self.run_learn("check")
        self.assertEqual(status, 1)
        self.assertIn("No space left on device", err)
        self.assertFalse(self.mine("src/twice.cpp").exists())

    def test_hints_come_in_layers(self):
        out = [self.run_learn("hint")[1] for _ in range(4)]
        self.assertIn("a nudge", out[0])
        self.assertNotIn("x + x", out[0])
        self.assertIn("x + x", out[1])
        self.assertNotIn("take x", out[1])
        self.assertIn("take x\n  add x", out[2])
        self.assertIn("./learn solution 1.1", out[3])
        self.assertNotIn("a nudge", self.run_learn("hint", "--layer", "2")[1])

    def test_solution_asks_first_and_only_once(self):
        status, out, err = self.run_learn("solution")
        self.assertEqual(status, 1)
        self.assertNotIn("doubled", out)
        status, out, _ = self.run_learn("solution", "--yes")
        self.assertIn("return doubled;", out)
        self.assertEqual(self.run_learn("solution")[0], 0)

    def test_solution_is_free_after_passing(self):
        self.pass_step("double-it")
        status, out, _ = self.run_learn("solution", "1.1")
        self.assertEqual(status, 0)
        self.assertIn("return doubled;", out)

    def test_solution_can_be_written_and_reset(self):
        self.run_learn("solution", "--yes", "--write")
        self.assertIn("return doubled;", self.mine("src/twice.cpp").read_text())
        status, out, _ = self.run_learn("diff", "1.1")
        self.assertIn("reads exactly like the reference", out)
        self.assertEqual(self.run_learn("reset", "1.1")[0], 1)
        self.assertIn("return doubled;", self.mine("src/twice.cpp").read_text())
        self.assertEqual(self.run_learn("reset", "1.1", "--yes")[0], 0)
        self.assertIn("not_implemented", self.mine("src/twice.cpp").read_text())
        kept = [p.read_text() for p in (self.root / "workbook/.gradus/saved").iterdir()]
        self.assertTrue(any("return doubled;" in text for text in kept))

    def test_diff_shows_lines_and_ignores_the_prompt(self):
        path = self.mine("src/square.cpp")
        path.write_text(
            path.read_text().replace('gradus::not_implemented("square");', "return x * x;")
        )
        self.pass_step("square")
        status, out, _ = self.run_learn("diff", "square")
        self.assertIn("-  return x * x;", out)
        self.assertIn("+  return x * x * 1;", out)
        self.assertNotIn("Return the square", out)

    def test_progress_and_next(self):
        self.pass_step("double-it")
        path = self.mine("src/twice.cpp")
        path.write_text(path.read_text() + "\n")
        status, out, _ = self.run_learn("progress")
        self.assertIn("passed, changed since", out)
        self.assertIn("1 of 2 steps", out)
        self.assertIn("Step 1.2", self.run_learn("next")[1])
        self.pass_step("square")
        self.assertIn("Every step of 01 Numbers has passed", self.run_learn("next")[1])

    def test_damaged_progress_is_put_aside(self):
        state = self.root / "workbook/.gradus/state.json"
        write(state, "{ not json")
        status, out, err = self.run_learn("progress")
        self.assertEqual(status, 0)
        self.assertIn("progress starts anew", err)
        self.assertEqual((self.root / "workbook/.gradus/state.broken").read_text(), "{ not json")

    def test_base_is_mine_only_when_earlier_chapters_are_finished(self):
        manifest = json.loads(self.reference("steps.json").read_text())
        manifest["steps"] = [dict(manifest["steps"][1], name="cube")]
        write(self.root / "02_more/steps.json", json.dumps(manifest))
        write(
            self.root / "02_more/src/square.cpp",
            self.reference("src/square.cpp")
            .read_text()
            .replace("exercise: square", "exercise: cube"),
        )
        self.assertIn("the reference of earlier chapters", self.run_learn("start", "2")[1])
        self.assertIn(
            "your own earlier chapters", self.run_learn("start", "2", "--base", "mine")[1]
        )
        from learn.commands.desk import Desk

        desk = Desk(self.fresh())
        chapter = self.course.chapters[1]
        self.assertEqual(
            check.folders(desk.workspace, desk.progress, chapter), ["01_numbers", "02_more"]
        )
        self.run_learn("start", "2", "--base", "reference")
        desk = Desk(self.fresh())
        self.assertEqual(
            check.folders(desk.workspace, desk.progress, self.course.chapters[1]), ["02_more"]
        )

    def test_a_chapter_without_exercises_cannot_be_started(self):
        manifest = json.loads(self.reference("steps.json").read_text())
        manifest["steps"] = [dict(manifest["steps"][1], files=[])]
        write(self.root / "02_more/steps.json", json.dumps(manifest))
        status, _, err = self.run_learn("start", "2")
        self.assertEqual(status, 1)
        self.assertIn("no exercises yet", err)

    def test_watch_checks_again_after_a_save(self):
        import threading
        from argparse import Namespace
        from learn.commands import checking
        from learn.files import write_atomic

        path = self.mine("src/twice.cpp")
        seen = []

        def examine(desk, step, limit, everything=False):
            seen.append(path.read_text())
            if len(seen) == 1:
                threading.Timer(0.1, write_atomic, [path, "// saved\n" + seen[0]]).start()
            return False

        with mock.patch("learn.commands.checking.check_step", side_effect=examine), mock.patch(
            "learn.commands.checking.say"
        ):
            checking.watch(self.course, Namespace(step=None, timeout=1.0, interval=0.02), rounds=2)
        self.assertEqual(len(seen), 2)
        self.assertTrue(seen[1].startswith("// saved"))

    def test_watch_sees_kernels_too(self):
        from learn.commands import checking

        self.mine("src/twice.cpp")
        folder = self.root / "workbook"
        for name in ("kernel.cu", "parts.cuh"):
            before = checking.snapshot(folder)
            write(folder / name, "")
            self.assertNotEqual(checking.snapshot(folder), before, name)


if __name__ == "__main__":
    unittest.main()
