"""Where a training runs: `./learn train NAME --device cuda|cuda-emulated|cpu`."""

import os
import shutil
from pathlib import Path

from learn.manifest import Chapter, Course
from learn.trouble import Trouble, unknown

DEVICES = ("cpu", "cuda", "cuda-emulated")
# What is there with a GPU: Linux's driver says which, WSL brings Windows's driver's programs.
GPUS = (Path("/proc/driver/nvidia/gpus"), Path("/usr/lib/wsl/lib/nvidia-smi"))


def split(words: list[str]) -> tuple[str | None, list[str]]:
    """The device that a program's flags ask for, and the other flags."""
    device, rest, words = None, [], list(words)
    while words:
        word = words.pop(0)
        if word == "--device":
            if not words:
                raise Trouble(f"--device: one of {', '.join(DEVICES)}", status=2)
            device = words.pop(0)
        elif word.startswith("--device="):
            device = word.partition("=")[2]
        else:
            rest.append(word)
    if device not in (None, *DEVICES):
        raise unknown("device", device, list(DEVICES))
    return device, rest


def nvcc() -> bool:
    """Whether there is a compiler for GPUs, looked for as CMake does."""
    folders = [os.environ.get(name) for name in ("CUDA_HOME", "CUDA_PATH")] + ["/usr/local/cuda"]
    return bool(
        shutil.which("nvcc") or any(f and (Path(f) / "bin" / "nvcc").exists() for f in folders)
    )


def missing() -> str:
    """What a training on a GPU lacks on this machine; "" for nothing."""
    if not any(sign.exists() for sign in GPUS):
        return "no NVIDIA GPU here"
    return "" if nvcc() else "no nvcc here (the CUDA Toolkit brings it)"


def program_for(course: Course, name: str) -> tuple[Chapter, Path] | None:
    """The chapter and the built program that train what is called `name` on a GPU."""
    for chapter in course.chapters:
        if name in chapter.train_on_gpu:
            target = Path(chapter.train_on_gpu[name]).stem.replace("_", "-")
            return chapter, Path(chapter.folder) / target
    return None


def choose(asked: str | None, course: Course, name: str) -> tuple[str, str]:
    """The device for a training and, where it was not asked for, why this one."""
    if program_for(course, name) is None:
        if asked in (None, "cpu"):
            return "cpu", ""
        others = [other for chapter in course.chapters for other in chapter.train_on_gpu]
        raise Trouble(
            f"--device {asked}: {name} trains on the CPU only; on a GPU: "
            f"{', '.join(others) or 'nothing yet'}",
            status=2,
        )
    lacking = missing()
    if asked == "cuda" and lacking:
        raise Trouble(
            f"--device cuda: {lacking}; --device cuda-emulated runs the same kernels on the CPU, "
            "slowly, --device cpu the CPU's own"
        )
    if asked:
        return asked, ""
    if lacking:
        return "cpu", f"{lacking}; --device cuda-emulated plays one, slowly"
    return "cuda", "--device cpu trains without it"


def help_text(where: str, why: str) -> str:
    """What `--device` means, for the flags of a program, which does not know it itself."""
    default = f"{where} ({why})" if why else where
    return (
        f"--device {'|'.join(DEVICES)}\n"
        "    where it trains: the CPU with its own kernels, a GPU, or the GPU's kernels on the CPU;\n"
        f"    unless told: {default}\n"
    )
