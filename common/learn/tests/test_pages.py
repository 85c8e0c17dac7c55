"""What is shown: the demo's page, tables of measurements, the launcher."""

import json
import os
import shutil
import subprocess
import unittest
from pathlib import Path
from unittest import mock

from learn import bench, demo_page
from learn.build import Built
from learn.tests.fixture import CourseTest, write
from learn.trouble import Trouble

ROOT = Path(__file__).resolve().parents[3]
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


class DemoPage(CourseTest):
    def setUp(self):
        super().setUp()
        self.out = self.root / "build/demo/01"
        for name in ("a.svg", "b.svg", "c.svg"):
            write(self.out / name, SVG)
        self.demo = {
            "title": "Two <moons>",
            "text": "One.\n\nTwo.",
            "result": "100 %",
            "figures": [
                {
                    "title": "Boundary",
                    "caption": "over time",
                    "files": ["a.svg", "b.svg"],
                    "kind": "frames",
                    "labels": ["epoch 1", "epoch 2"],
                },
                {"title": "Loss", "caption": "c", "files": ["c.svg"], "kind": "single"},
            ],
        }

    def page(self) -> str:
        write(self.out / "demo.json", json.dumps(self.demo))
        return demo_page.write(self.course, [self.out]).read_text()

    def test_is_one_file_with_every_picture(self):
        text = self.page()
        self.assertEqual(text.count("data:image/svg+xml;base64,"), 3)
        for leak in ('src="a.svg"', "http://", "https://"):
            self.assertNotIn(leak, text)
        self.assertIn("Two &lt;moons&gt;", text)
        self.assertIn('type="range" min="0" max="1"', text)
        self.assertIn('alt="epoch 2"', text)
        self.assertIn("prefers-color-scheme: dark", text)

    def test_a_missing_picture_is_one_line(self):
        (self.out / "b.svg").unlink()
        with self.assertRaises(Trouble):
            self.page()

    def test_no_figures(self):
        self.demo["figures"] = []
        self.assertIn("100 %", self.page())


class Bench(CourseTest):
    ROW = {
        "case": "moons step, tape",
        "unit": "ms",
        "ours": 1.5,
        "peer": 1551.0,
        "peer_name": "micrograd",
        "ratio": 0.00097,
        "ratio_high": 0.00099,
        "target": 0.001,
    }

    def test_rows_in_each_form(self):
        path = self.root / "rows.json"
        for text in (
            json.dumps([self.ROW]),
            json.dumps({"rows": [self.ROW]}),
            json.dumps(self.ROW) + "\n",
        ):
            write(path, text)
            self.assertEqual(bench.read_rows(path, "bench-01-x"), [self.ROW])
        write(path, "{ not")
        with self.assertRaises(Trouble):
            bench.read_rows(path, "bench-01-x")

    def test_the_table(self):
        without_peer = dict(
            self.ROW, case="alone", peer=None, peer_name=None, ratio=None, ratio_high=None
        )
        lines = bench.table([self.ROW, without_peer]).splitlines()
        self.assertIn("met", lines[1])
        self.assertIn("no peer here", lines[2])
        slow = dict(self.ROW, ratio=0.002, ratio_high=0.003)
        self.assertIn("not met", bench.table([slow]))

    def test_programs_of_a_chapter(self):
        write(self.reference("bench/two_moons.cpp"), "")
        self.assertEqual(bench.programs(self.chapter), ["bench-01-two-moons"])

    def test_a_benchmark_without_anything_to_measure_says_why(self):
        write(self.reference("bench/two_moons.cpp"), "")
        done = subprocess.CompletedProcess([], 0, "on a machine\nno GPU here\n")
        with (
            mock.patch("learn.packages.need"),
            mock.patch("learn.build.Tree.build", return_value=Built(True, "")),
            mock.patch("learn.bench.subprocess.run", return_value=done),
        ):
            status, out, err = self.run_learn("bench", "1")
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(out.splitlines()[-1], "no GPU here")


class Launcher(unittest.TestCase):
    def run_launcher(self, *words: str, **options) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(ROOT / "learn"), *words],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            **options,
        )

    def test_from_any_folder(self):
        done = self.run_launcher("--help", cwd="/")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("./learn start", done.stdout.replace("start  ", "./learn start"))

    def test_without_python_and_apt_says_what_to_install(self):
        with self.subTest("a PATH that has neither"):
            import tempfile

            with tempfile.TemporaryDirectory() as folder:
                for tool in ("sh", "dirname", "uname", "id"):
                    os.symlink(shutil.which(tool), f"{folder}/{tool}")
                done = self.run_launcher("--help", env={"PATH": folder})
        self.assertEqual(done.returncode, 1)
        self.assertIn("Python 3.10 or newer is needed", done.stderr)

    def test_exit_status_is_handed_on(self):
        self.assertEqual(self.run_launcher("chekc").returncode, 2)


if __name__ == "__main__":
    unittest.main()
