"""Where `./learn train` runs a program, on machines with and without a GPU."""

import contextlib
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from learn import device
from learn.build import Built
from learn.tests.fixture import STEPS, CourseTest, write


class Devices(CourseTest):
    def setUp(self):
        super().setUp()
        steps = {
            "chapter": "boards",
            "title": "Boards",
            "uses": ["numbers"],
            "train_on_gpu": {"counting": "examples/gpu_count_up.cpp"},
            "steps": [],
        }
        write(self.root / "02_boards/steps.json", json.dumps(steps))
        numbers = dict(STEPS, train={**STEPS["train"], "singing": "examples/sing.cpp"})
        write(self.root / "01_numbers/steps.json", json.dumps(numbers))

    @contextlib.contextmanager
    def machine(self, gpu: bool, nvcc: bool):
        with tempfile.TemporaryDirectory() as folder:
            gpus = Path(folder) / "gpus"
            if gpu:
                gpus.mkdir()
            with mock.patch("learn.device.GPUS", (gpus,)):
                with mock.patch("learn.device.nvcc", return_value=nvcc):
                    yield

    def train(self, *words: str, gpu: bool = False, nvcc: bool = False):
        """Status, output, errors; the target that was built, and the flags that the program got."""
        with (
            self.machine(gpu, nvcc),
            mock.patch("learn.build.Tree.build", return_value=Built(True, "")) as build,
            mock.patch("os.execve") as execve,
        ):
            said = self.run_learn("train", *words)
        if not execve.called:
            return *said, None, None
        path, arguments, _ = execve.call_args[0]
        [target] = build.call_args[0][0]
        self.assertEqual(Path(path).name, target)
        return *said, f"{Path(path).parent.name}/{target}", arguments[1:]

    def test_without_a_gpu_it_is_the_cpu_and_that_is_said(self):
        _, out, _, program, flags = self.train("counting", "--epochs", "2")
        self.assertEqual((program, flags), ("01_numbers/count-up", ["--epochs", "2"]))
        self.assertEqual(len(out.splitlines()), 1)
        self.assertIn("device: cpu (no NVIDIA GPU here", out)
        self.assertIn("--device cuda-emulated", out)

    def test_with_a_gpu_it_is_the_gpu_and_that_is_said(self):
        _, out, _, program, flags = self.train("counting", "--epochs", "2", gpu=True, nvcc=True)
        self.assertEqual(program, "02_boards/gpu-count-up-gpu")
        self.assertEqual(flags, ["--epochs", "2", "--device", "cuda"])
        self.assertIn("device: cuda", out)

    def test_a_gpu_without_its_compiler(self):
        _, out, _, program, _ = self.train("counting", gpu=True)
        self.assertEqual(program, "01_numbers/count-up")
        self.assertIn("no nvcc", out)

    def test_a_device_that_was_asked_for(self):
        for gpu in (False, True):
            _, out, _, program, flags = self.train(
                "counting", "--device", "cuda-emulated", gpu=gpu, nvcc=gpu
            )
            self.assertEqual(program, "02_boards/gpu-count-up")
            self.assertEqual(flags, ["--device", "cuda-emulated"])
            _, out, _, program, flags = self.train("counting", "--device=cpu", gpu=gpu, nvcc=gpu)
            self.assertEqual((program, flags, out), ("01_numbers/count-up", [], ""))

    def test_cuda_where_there_is_none(self):
        for gpu, nvcc, lacking in ((False, True, "no NVIDIA GPU"), (True, False, "no nvcc")):
            status, _, err, program, _ = self.train(
                "counting", "--device", "cuda", gpu=gpu, nvcc=nvcc
            )
            self.assertEqual((status, program), (1, None))
            self.assertIn(lacking, err)
            self.assertIn("--device cuda-emulated", err)
            self.assertEqual(len(err.splitlines()), 1)

    def test_unknown_devices(self):
        status, _, err, program, _ = self.train("counting", "--device", "cdua")
        self.assertEqual((status, program), (2, None))
        self.assertIn("unknown device 'cdua'; the nearest one is 'cuda'", err)
        status, _, err, _, _ = self.train("counting", "--device")
        self.assertEqual(status, 2)
        self.assertIn("cpu, cuda, cuda-emulated", err)

    def test_what_knows_the_cpu_only(self):
        _, out, _, program, _ = self.train("singing", gpu=True, nvcc=True)
        self.assertEqual((program, out), ("01_numbers/sing", ""))
        status, _, err, program, _ = self.train("singing", "--device", "cuda", gpu=True, nvcc=True)
        self.assertEqual((status, program), (2, None))
        self.assertIn("singing trains on the CPU only; on a GPU: counting", err)

    def test_they_are_marked(self):
        _, out, _ = self.run_learn("train", "--help")
        self.assertIn("counting *", out)
        self.assertNotIn("singing *", out)

    def test_the_flag_stands_in_the_help_of_those_that_have_it(self):
        for gpu in (False, True):
            _, out, _, program, flags = self.train("counting", "--help", gpu=gpu, nvcc=gpu)
            self.assertEqual((program, flags), ("01_numbers/count-up", ["--help"]))
            self.assertIn("--device cpu|cuda|cuda-emulated", out)
            self.assertIn(f"unless told: {'cuda' if gpu else 'cpu'} (", out)
        self.assertEqual(self.train("singing", "--help")[1], "")

    def test_any_of_the_signs_of_a_gpu_is_enough(self):
        with tempfile.TemporaryDirectory() as folder:
            signs = (Path(folder) / "gpus", Path(folder) / "wsl")
            with (
                mock.patch("learn.device.GPUS", signs),
                mock.patch("learn.device.nvcc", return_value=True),
            ):
                self.assertEqual(device.missing(), "no NVIDIA GPU here")
                write(signs[1], "")
                self.assertEqual(device.missing(), "")

    def test_where_the_compiler_is_looked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder) / "bin/nvcc", "")
            with mock.patch("shutil.which", return_value=None):
                with mock.patch.dict("os.environ", {"CUDA_HOME": folder}):
                    self.assertTrue(device.nvcc())


if __name__ == "__main__":
    unittest.main()
