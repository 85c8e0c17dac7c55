#!/usr/bin/env python3
"""What the rewriter makes of CUDA, and that lines stay where they are."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "rewrite"))
import rewrite  # noqa: E402


class Rewrite(unittest.TestCase):
    def check(self, source: str, *parts: str):
        made = rewrite.rewrite(source)
        self.assertEqual(made.count("\n"), source.count("\n"))
        for part in parts:
            self.assertIn(part, made)
        return made

    def test_launch(self):
        self.check(
            "add<<<grid, 256>>>(a, b);",
            'Launch("add", grid, 256)([=](auto... gradus_argument)',
            "{ add(gradus_argument...); })(a, b);",
        )

    def test_launch_of_a_template_over_several_lines(self):
        self.check(
            "  gpu::scale<float, 4>\n      <<<dim3(a, b), dim3(f(x, y)),\n      0, stream>>>(p,\n q);",
            'Launch("gpu::scale<float, 4>", dim3(a, b), dim3(f(x, y)),\n      0, stream)',
            "{ gpu::scale<float, 4>\n      (gradus_argument...); }",
        )

    def test_launches_one_after_the_other(self):
        made = self.check("f<<<1, 2>>>(); if (x) g<T><<<3, 4>>>(x);")
        self.assertNotIn("<<<", made)
        self.assertIn("if (x) ::gradus::cuda_on_cpu::Launch", made)

    def test_comments_and_texts_stay(self):
        source = '// f<<<1, 2>>>()\nconst char* s = "f<<<1, 2>>>()"; /* __shared__ float x; */ int n = 1\'000;\n'
        self.assertEqual(rewrite.rewrite(source), source)

    def test_launch_without_arguments_is_an_error(self):
        with self.assertRaises(rewrite.Trouble) as caught:
            rewrite.rewrite("int x;\nf<<<1, 2>>>;")
        self.assertIn("2: a launch is", str(caught.exception))

    def test_shared_variables(self):
        self.check(
            "__shared__ float tile[T][T + 1];",
            'auto& tile = ::gradus::cuda_on_cpu::shared_variable<float[T][T + 1]>([] {}, "tile", 0);',
        )
        self.check("__shared__ Pair<int, float> p;", 'shared_variable<Pair<int, float>>([] {}, "p", 0)')
        self.check("__shared__ int a[2], b;", "shared_variable<int[2]>", "shared_variable<int>")
        self.check("__shared__ alignas(16) float x[8];", 'shared_variable<float[8]>([] {}, "x", 16)')
        self.check("static __shared__ unsigned long long n;", "<unsigned long long>")

    def test_dynamic_shared_memory(self):
        self.check(
            "extern __shared__ float4 tile[];", 'auto& tile = ::gradus::cuda_on_cpu::dynamic_shared<float4[]>'
        )

    def test_shared_variable_with_a_value_is_an_error(self):
        with self.assertRaises(rewrite.Trouble):
            rewrite.rewrite("__shared__ int x = 3;")

    def test_files_that_are_included(self):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / "inner.cuh").write_text("#pragma once\n__shared__ int x;\n")
            (place / "plain.h").write_text("int y;\n")
            (place / "k.cu").write_text('#include "inner.cuh"\n#include "plain.h"\n#include <vector>\n')
            done = subprocess.run(
                [sys.executable, "-B", HERE.parent / "rewrite" / "rewrite.py", "--out", place / "out",
                 "--depfile", place / "d", place / "k.cu"],
                capture_output=True, text=True,
            )
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            made = next((place / "out").glob("*_k.cu.cpp")).read_text()
            self.assertIn(f'#line 1 "{(place / "k.cu").resolve()}"', made)
            self.assertIn("_inner.cuh", made)
            self.assertIn(str((place / "plain.h").resolve()), made)
            self.assertIn("#include <vector>", made)
            self.assertIn("inner.cuh", (place / "d").read_text())


if __name__ == "__main__":
    unittest.main()
