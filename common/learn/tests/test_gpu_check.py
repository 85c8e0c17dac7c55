"""`gpu-check`, with shell scripts in the places of a driver, a sanitizer and programs for a GPU."""

import json
import os
import unittest
from pathlib import Path

from learn import gpu_check, gpu_programs
from learn.tests.fixture import CourseTest, write
from learn.trouble import Trouble

GOOD = '{"name": "A", "status": "RUN", "result": "COMPLETED"}'
BAD = '{"name": "B", "status": "RUN", "result": "COMPLETED", "failures": [{"failure": "/t.cpp:3\\\\nwrong", "type": ""}]}'
SKIPPED = '{"name": "S", "status": "RUN", "result": "SKIPPED"}'
ROW = {"case": "copy", "unit": "GB/s", "ours": 2.0, "peer": 1.0, "peer_name": "cuda", "ratio": 0.5}


class GpuCheck(CourseTest):
    def setUp(self):
        super().setUp()
        self.bin = self.root / "bin"
        self.bin.mkdir()
        before = os.environ["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", before)
        os.environ["PATH"] = f"{self.bin}:/usr/bin:/bin"
        self.packed = self.root / "packed"
        self.tests, self.benches, self.trainings = [], [], []

    def script(self, path: Path, text: str) -> None:
        write(path, f"#!/bin/sh\n{text}\n")
        os.chmod(path, 0o755)

    def driver(self) -> None:
        self.script(self.bin / "nvidia-smi", "echo 'NVIDIA Paper 9, 999.1, 8 GiB, 9.0'")

    def sanitizer(self, summary: str, status: int = 0) -> None:
        self.script(self.bin / "compute-sanitizer", f"echo '========= {summary}'; exit {status}")

    def test_program(self, *cases: str, status: int = 0, name: str = "test-01-double-it-gpu"):
        report = '{"testsuites": [{"name": "Suite", "testsuite": [%s]}]}' % ", ".join(cases)
        self.tests.append(f"01_numbers/{name}")
        self.script(
            self.packed / self.tests[-1],
            f"cat > \"${{1#--gtest_output=json:}}\" <<'END'\n{report}\nEND\nexit {status}",
        )

    def bench_program(self, text: str) -> None:
        self.benches.append("01_numbers/bench-01-copy-gpu")
        self.script(self.packed / self.benches[-1], text)

    def check(self, *words: str) -> tuple[int, str, dict]:
        about = {
            "tests": self.tests,
            "benches": self.benches,
            "trainings": self.trainings,
            "about": {"toolkit": "13.0"},
        }
        write(self.packed / "programs.json", json.dumps(about))
        out = self.root / "seen.json"
        status, said, problem = self.run_learn(
            "gpu-check", "--from", str(self.packed), "--out", str(out), *words
        )
        return status, said + problem, json.loads(out.read_text()) if out.exists() else {}

    def test_all_is_well(self):
        self.driver()
        self.sanitizer("ERROR SUMMARY: 0 errors")
        self.test_program(GOOD)
        self.bench_program(f"cat > \"$2\" <<'END'\n{json.dumps({'rows': [ROW]})}\nEND")
        status, said, seen = self.check()
        self.assertEqual(status, 0, said)
        self.assertIn("NVIDIA Paper 9, driver 999.1", said)
        self.assertEqual(seen["gpu"]["name"], "NVIDIA Paper 9")
        self.assertEqual(seen["build"], {"toolkit": "13.0"})
        self.assertEqual(seen["tests"]["test-01-double-it-gpu"]["passed"], 1)
        self.assertEqual(set(seen["sanitizer"]), set(gpu_check.TOOLS))
        self.assertEqual(seen["sanitizer"]["racecheck"]["test-01-double-it-gpu"], "clean")
        self.assertEqual(seen["bench"][0]["ratio"], 0.5)
        self.assertEqual((seen["passed"], seen["failed"]), (2 + len(gpu_check.TOOLS), 0))

    def test_an_old_driver(self):
        self.assertEqual(gpu_check.too_old("580.65.06", "13.0.88"), "")
        self.assertEqual(gpu_check.too_old("550.54", "12.4"), "")
        self.assertEqual(gpu_check.too_old("550.54", "unknown"), "")
        self.assertIn("driver 580", gpu_check.too_old("550.54", "13.0.88"))

    def test_a_failed_and_a_skipped_test(self):
        self.driver()
        self.test_program(GOOD, BAD, SKIPPED, status=1)
        status, said, seen = self.check("--no-sanitizer")
        self.assertEqual((status, seen["passed"], seen["failed"]), (1, 1, 2), said)
        self.assertIn("Suite.B", said)
        self.assertIn("skipped: Suite.S", said)

    def test_a_test_program_that_crashes_or_holds_nothing(self):
        self.driver()
        self.test_program(name="test-01-empty-gpu")
        self.tests.append("01_numbers/test-01-square-gpu")
        self.script(self.packed / self.tests[-1], "kill -SEGV $$")
        status, said, seen = self.check("--no-sanitizer")
        self.assertEqual((status, seen["failed"]), (1, 2), said)

    def test_what_the_sanitizer_finds(self):
        self.driver()
        self.test_program(GOOD)
        for summary, status in (
            ("ERROR SUMMARY: 2 errors", 86),
            ("RACECHECK SUMMARY: 1 hazard displayed", 0),
            ("nothing", 0),
        ):
            self.sanitizer(summary, status)
            status, said, seen = self.check()
            self.assertEqual((status, seen["failed"]), (1, len(gpu_check.TOOLS)), said)
            self.assertIn(summary, seen["sanitizer"]["memcheck"]["test-01-double-it-gpu"])
        self.sanitizer("RACECHECK SUMMARY: 0 hazards displayed (0 errors, 0 warnings)")
        self.assertEqual(self.check()[0], 0)

    def test_a_benchmark_that_fails_or_leaves_nothing(self):
        self.driver()
        self.test_program(GOOD)
        self.bench_program("echo out of memory; exit 3")
        status, said, seen = self.check("--no-sanitizer")
        self.assertEqual((status, seen["bench"]), (1, []))
        self.assertIn("status 3\n", said)
        self.assertIn("out of memory", said)
        self.bench_program("exit 0")
        self.assertIn("left no readable rows", self.check("--no-sanitizer")[1])

    def test_trainings_run_where_there_is_data(self):
        self.driver()
        self.test_program(GOOD)
        self.trainings.append("01_numbers/gpu-counting-gpu")
        self.script(self.packed / self.trainings[-1], 'echo "$@ $GRADUS_DATA"')
        status, said, seen = self.check("--no-sanitizer")
        self.assertEqual((status, seen["trainings"]), (0, {}))
        self.assertIn("nothing is trained", said)
        (self.root / "data").mkdir()
        seen = self.check("--no-sanitizer")[2]["trainings"]["gpu-counting-gpu"]
        self.assertEqual(seen["said"], [f"--device cuda {self.root / 'data'}"])
        self.script(self.packed / self.trainings[-1], "echo no memory; exit 4")
        status, said, seen = self.check("--no-sanitizer")
        self.assertEqual((status, seen["failed"]), (1, 1))
        self.assertIn("no memory", said)

    def test_benchmarks_find_their_peers(self):
        self.driver()
        self.test_program(GOOD)
        (self.packed / gpu_programs.SCRIPTS).mkdir()
        rows = "cat > \"$2\" <<END\n[{\"case\": \"$GRADUS_BENCH_SCRIPTS\"}]\nEND"
        self.bench_program(rows)
        seen = self.check("--no-sanitizer")[2]
        self.assertEqual(seen["bench"][0]["case"], str(self.packed / gpu_programs.SCRIPTS))

    def test_no_gpu(self):
        status, said, seen = self.check()
        self.assertEqual((status, seen), (1, {}))
        self.assertIn("no NVIDIA GPU here", said)
        self.script(self.bin / "nvidia-smi", "echo 'NVIDIA-SMI has failed'; exit 9")
        self.assertIn("nvidia-smi finds no GPU: NVIDIA-SMI has failed", self.check()[1])

    def test_a_folder_without_programs(self):
        status, _, problem = self.run_learn("gpu-check", "--from", str(self.root))
        self.assertEqual(status, 2)
        self.assertIn("holds no programs", problem)
        _, _, problem = self.run_learn("gpu-check", "--from", str(self.root / "nowhere"))
        self.assertIn("there is no ", problem)

    def test_pack_and_unpack(self):
        self.test_program(GOOD)
        source = gpu_programs.Programs(self.packed, self.tests, [], [], {"commit": "abc"})
        write(self.root / "common/bench/python/peer.py", "print(1)\n")
        for name in ("elsewhere", "elsewhere.tar.xz"):
            there = self.root / name
            gpu_programs.pack(self.course, source, there)
            with gpu_programs.unpacked(there) as found:
                self.assertEqual((found.tests, found.about), (self.tests, {"commit": "abc"}))
                self.assertTrue((found.folder / gpu_programs.SCRIPTS / "peer.py").exists())
                self.assertTrue(os.access(found.folder / self.tests[0], os.X_OK))
        self.assertEqual(list(self.root.glob(".*.part")), [])

    def test_an_archive_is_run(self):
        self.driver()
        self.test_program(GOOD)
        source = gpu_programs.Programs(self.packed, self.tests, [], [], {"commit": "abc"})
        archive = self.root / "packed.tar.xz"
        gpu_programs.pack(self.course, source, archive)
        out = self.root / "seen.json"
        run = ["gpu-check", "--no-sanitizer", "--from", str(archive), "--out", str(out)]
        status, said, problem = self.run_learn(*run)
        self.assertEqual(status, 0, said + problem)
        self.assertEqual(json.loads(out.read_text())["build"], {"commit": "abc"})
        archive.write_bytes(archive.read_bytes()[:100])
        status, said, problem = self.run_learn(*run)
        self.assertEqual(status, 2)
        self.assertIn("packed.tar.xz holds no programs", problem)
        write(archive, "no archive\n")
        problem = self.run_learn(*run)[2]
        self.assertIn("packed.tar.xz holds no programs", problem)
        self.assertEqual(len(problem.strip().splitlines()), 1)
        status, _, problem = self.run_learn("gpu-check", "--from", str(self.root / "seen.json"))
        self.assertEqual((status, len(problem.strip().splitlines())), (2, 1))
        other = self.root / "notes.txt"
        write(other, "mine")
        with self.assertRaisesRegex(Trouble, "is no folder"):
            gpu_programs.pack(self.course, source, other)

    def test_which_tests_are_for_the_gpu(self):
        names = ["test-1-a", "test-1-a-gpu", "test-1-on-the-gpu", "test-1-on-the-gpu-gpu"]
        self.assertEqual(
            gpu_programs.for_the_gpu(names), ["test-1-a-gpu", "test-1-on-the-gpu-gpu"]
        )

    def test_the_name_of_the_file(self):
        self.assertEqual(
            gpu_check.file_name("NVIDIA H100 80GB HBM3", "2026-11-22"),
            "nvidia-h100-80gb-hbm3-2026-11-22.json",
        )


if __name__ == "__main__":
    unittest.main()
