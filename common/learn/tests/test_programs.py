"""How a test program ended, played by small shell scripts in its place."""

import os
import time
import unittest

from learn import check, programs
from learn.tests.fixture import CourseTest, write
from learn.workspace import Workspace

REPORT = """{"testsuites": [{"name": "Twice", "testsuite": [%s]}]}"""
PASS = '{"name": "A", "status": "RUN", "result": "COMPLETED"}'
SKIP = '{"name": "S", "status": "RUN", "result": "SKIPPED"}'
NOT_RUN = '{"name": "N", "status": "NOTRUN", "result": "SUPPRESSED"}'


def fail(message: str) -> str:
    return (
        '{"name": "B", "status": "RUN", "result": "COMPLETED", "failures": [{"failure": "%s", "type": ""}]}'
        % message
    )


class Outcomes(CourseTest):
    def play(self, script: str, cases: str | None = None, limit: float = 5.0) -> programs.Outcome:
        program = self.root / "program"
        report = f"cat > \"$report\" <<'END'\n{REPORT % cases}\nEND\n" if cases is not None else ""
        write(program, f"#!/bin/sh\nreport=${{1#--gtest_output=json:}}\n{report}{script}\n")
        os.chmod(program, 0o755)
        return programs.run(program, limit, self.root / "workbook")

    def test_passed(self):
        outcome = self.play("exit 0", f"{PASS}, {NOT_RUN}")
        self.assertEqual((outcome.kind, outcome.passed), ("passed", 1))

    def test_skipped_is_not_passed(self):
        outcome = self.play("exit 0", f"{PASS}, {SKIP}")
        self.assertEqual((outcome.passed, outcome.skipped), (1, ["Twice.S"]))

    def test_failed_with_message_and_place(self):
        outcome = self.play(
            "exit 1", PASS + ", " + fail("/a/b_test.cpp:12\\nFailed\\ntwice(3)\\n  expected: 6")
        )
        self.assertEqual(outcome.kind, "failed")
        self.assertEqual(
            (outcome.failures[0].test, outcome.failures[0].where), ("Twice.B", "/a/b_test.cpp:12")
        )
        self.assertEqual(outcome.failures[0].message, "twice(3)\n  expected: 6")

    def test_not_implemented(self):
        message = 'unknown file\\nC++ exception with description \\"not implemented: double-it/twice\\" thrown in the test body.'
        outcome = self.play("exit 1", fail(message))
        self.assertEqual(outcome.missing, ["double-it/twice"])

    def test_not_implemented_before_the_first_test(self):
        outcome = self.play("""cat <<'END'
terminate called after throwing an instance of 'gradus::NotImplemented'
  what():  not implemented: double-it/twice
END
kill -ABRT $$""")
        self.assertEqual((outcome.kind, outcome.missing), ("failed", ["double-it/twice"]))

    def test_signal(self):
        outcome = self.play("echo '[ RUN      ] Twice.A'; kill -SEGV $$")
        self.assertEqual((outcome.kind, outcome.running), ("crashed", "Twice.A"))
        self.assertIn("SIGSEGV", outcome.reason)

    def test_address_sanitizer(self):
        mine = self.mine("src/twice.cpp")
        outcome = self.play(
            f"""echo '==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x60 at pc 0x1 bp 0x2
    #0 0x55 in operator new /usr/lib/new.cpp:3
    #1 0x56 in twice(int) {mine}:9
    #2 0x57 in Twice_A_Test::TestBody() /x/tests/t.cpp:4'; exit 1"""
        )
        self.assertEqual(outcome.kind, "crashed")
        self.assertIn("used after it was freed", outcome.reason)
        self.assertEqual(outcome.where, f"{mine}:9")

    def test_the_cpu_in_the_gpus_memory(self):
        mine = self.mine("src/twice.cpp")
        outcome = self.play(
            f"""echo 'CUDA on the CPU: the CPU itself reads
==7==ERROR: AddressSanitizer: SEGV on unknown address 0x60
    #1 0x56 in twice(int) {mine}:9'; exit 1"""
        )
        self.assertEqual((outcome.kind, outcome.where), ("crashed", f"{mine}:9"))
        self.assertEqual(outcome.reason, "the CPU itself reads")

    def test_undefined_behaviour(self):
        mine = self.mine("src/twice.cpp")
        outcome = self.play(
            f"echo '{mine}:8:13: runtime error: signed integer overflow: 1 + 2'; exit 1"
        )
        self.assertEqual((outcome.kind, outcome.where), ("crashed", f"{mine}:8"))
        self.assertIn("signed integer overflow", outcome.reason)

    def test_assertion_of_the_standard_library(self):
        mine = self.mine("src/twice.cpp")
        outcome = self.play(f"""cat <<'END'
/usr/include/c++/12/bits/stl_vector.h:1123: std::vector<_Tp, _Alloc>::reference \
std::vector<_Tp, _Alloc>::operator[](size_type) [with _Tp = int]: Assertion '__n < this->size()' failed.
==7==ERROR: AddressSanitizer: ABRT on unknown address 0x3e8
    #0 0x55 in abort /usr/lib/abort.c:3
    #1 0x56 in twice(int) {mine}:9
END
kill -ABRT $$""")
        self.assertEqual(outcome.where, f"{mine}:9")
        self.assertEqual(
            outcome.reason, "Assertion '__n < this->size()' failed in std::vector::operator[]"
        )

    def test_leak(self):
        outcome = self.play(
            "echo '==7==ERROR: LeakSanitizer: detected memory leaks'; exit 23", PASS
        )
        self.assertEqual(outcome.kind, "leaked")

    def test_leak_check_that_cannot_run_is_no_leak(self):
        outcome = self.play(
            "echo '==7==LeakSanitizer has encountered a fatal error.'; exit 1", PASS
        )
        self.assertEqual(outcome.kind, "passed")

    def test_exit_in_the_middle(self):
        outcome = self.play("echo '[ RUN      ] Twice.A'; exit 3")
        self.assertEqual(outcome.kind, "crashed")
        self.assertIn("status 3", outcome.reason)

    def test_endless_loop_ends_with_its_children(self):
        outcome = self.play("echo '[ RUN      ] Twice.A'; sleep 60 & wait", limit=1.5)
        self.assertEqual((outcome.kind, outcome.running), ("timeout", "Twice.A"))

    def test_says_that_it_never_ends(self):
        program = self.root / "program"
        write(program, "#!/bin/sh\necho '[ RUN      ] Twice.A'; echo never; sleep 30\n")
        os.chmod(program, 0o755)
        began = time.monotonic()
        outcome = programs.run(program, 25.0, self.root / "workbook", hangs="never")
        self.assertEqual((outcome.kind, outcome.running), ("timeout", "Twice.A"))
        self.assertLess(time.monotonic() - began, 20.0)

    def test_an_empty_program_has_not_passed(self):
        outcome = self.play("exit 0", "")
        self.assertEqual(outcome.passed, 0)


class States(CourseTest):
    """From an outcome to the state of a step."""

    def setUp(self):
        super().setUp()
        self.workspace = Workspace(self.course)
        self.workspace.start(self.chapter)
        self.double, self.square = self.chapter.steps

    def state(self, step, outcome, left=()):
        return check.judge(step, outcome, self.workspace, ["01_numbers"], list(left))

    def failure(self, message):
        return programs.Outcome("failed", failures=[programs.Failure("T.A", message, "")])

    def test_each(self):
        outcome = programs.Outcome
        self.assertEqual(self.state(self.square, outcome("passed", passed=2)).state, check.PASSED)
        self.assertEqual(
            self.state(self.square, outcome("passed", passed=2, skipped=["T.S"])).state,
            check.FAILING,
        )
        self.assertEqual(self.state(self.square, outcome("passed", passed=0)).state, check.FAILING)
        self.assertEqual(self.state(self.square, outcome("leaked", passed=2)).state, check.FAILING)
        self.assertEqual(self.state(self.square, self.failure("6 != 9")).state, check.FAILING)
        self.assertEqual(self.state(self.square, outcome("crashed")).state, check.CRASHED)
        self.assertEqual(self.state(self.square, outcome("timeout")).state, check.TIMED_OUT)

    def test_an_earlier_stub_is_named(self):
        result = self.state(self.square, self.failure("not implemented: double-it/twice"))
        self.assertEqual((result.state, result.needs), (check.NEEDS, self.double))

    def test_an_own_stub_means_in_progress(self):
        result = self.state(self.double, self.failure("not implemented: double-it/thrice"))
        self.assertEqual(
            (result.state, result.left),
            (check.IN_PROGRESS, [("src/twice.cpp", "double-it/thrice")]),
        )

    def test_passing_with_a_region_left_is_in_progress(self):
        result = self.state(
            self.double,
            programs.Outcome("passed", passed=1),
            [("src/twice.cpp", "double-it/thrice")],
        )
        self.assertEqual(result.state, check.IN_PROGRESS)

    def test_not_started_builds_nothing(self):
        result = check.check(self.double, self.workspace, tree=None, limit=1)
        self.assertEqual((result.state, len(result.left)), (check.NOT_STARTED, 2))


if __name__ == "__main__":
    unittest.main()
