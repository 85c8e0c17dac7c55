"""What the course needs on this machine: finds what is missing, installs it where apt-get is."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from learn.term import Bar, ask, interactive, say
from learn.trouble import Trouble


@dataclass(frozen=True)
class Need:
    name: str  # what we call it
    why: str
    debian: tuple[str, ...]
    brew: tuple[str, ...]
    program: str = ""  # found on PATH ...
    header: str = ""  # ... or by the compiler
    folder: str = ""  # ... or as a file


NEEDS = {
    need.name: need
    for need in (
        Need("compiler", "g++ 12 or newer, or clang++ 16 or newer", ("g++",), ("llvm",)),
        Need("cmake", "CMake 3.25 or newer", ("cmake",), ("cmake",), program="cmake"),
        Need("ninja", "the build tool", ("ninja-build",), ("ninja",), program="ninja"),
        Need(
            "ccache",
            "makes builds after the first one quick",
            ("ccache",),
            ("ccache",),
            program="ccache",
        ),
        Need(
            "googletest",
            "tests",
            ("libgtest-dev", "libgmock-dev"),
            ("googletest",),
            header="gmock/gmock.h",
        ),
        Need(
            "benchmark",
            "benchmarks",
            ("libbenchmark-dev",),
            ("google-benchmark",),
            header="benchmark/benchmark.h",
        ),
        Need(
            "eigen",
            "fast matrix products",
            ("libeigen3-dev",),
            ("eigen",),
            header="eigen3/Eigen/Core",
        ),
        Need("cli11", "command lines", ("libcli11-dev",), ("cli11",), header="CLI/CLI.hpp"),
        Need(
            "nlohmann-json",
            "JSON",
            ("nlohmann-json3-dev",),
            ("nlohmann-json",),
            header="nlohmann/json.hpp",
        ),
        Need("zlib", "compressed data files", ("zlib1g-dev",), ("zlib",), header="zlib.h"),
        Need(
            "boost-context",
            "running GPU kernels on the CPU",
            ("libboost-context-dev",),
            ("boost",),
            header="boost/context/fiber.hpp",
        ),
        Need("gnuplot", "plots", ("gnuplot-nox",), ("gnuplot",), program="gnuplot"),
        Need("graphviz", "drawings of graphs", ("graphviz",), ("graphviz",), program="dot"),
        Need("doxygen", "the docs", ("doxygen",), ("doxygen",), program="doxygen"),
        Need(
            "mathjax",
            "formulas in the docs",
            ("libjs-mathjax",),
            (),
            folder="/usr/share/javascript/mathjax/MathJax.js",
        ),
        Need("git", "merging a newer course into your work", ("git",), ("git",), program="git"),
        Need(
            "certificates",
            "downloads over https",
            ("ca-certificates",),
            (),
            folder="/etc/ssl/certs/ca-certificates.crt",
        ),
        Need("debugger", "`./learn debug`", ("gdb",), (), program="gdb"),
    )
}

BUILD = (
    "compiler",
    "cmake",
    "ninja",
    "ccache",
    "googletest",
    "benchmark",
    "eigen",
    "cli11",
    "nlohmann-json",
    "zlib",
    "boost-context",
)
DEMO = BUILD + ("gnuplot", "graphviz")
TEST = DEMO + ("git",)
DOCS = TEST + ("doxygen", "mathjax")
EVERYTHING = DOCS + ("certificates", "debugger")
OPTIONAL = ("ccache", "git", "debugger")


@cache
def version(program: str) -> tuple[int, int]:
    """(major, minor) that a program reports; (0, 0) when it is missing."""
    if not shutil.which(program):
        return (0, 0)
    flag = (
        "-dumpfullversion"
        if re.search(r"g\+\+", program) and "clang" not in program
        else "--version"
    )
    done = subprocess.run([program, flag], capture_output=True, text=True)
    found = re.search(r"(\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


@cache
def compiler() -> str | None:
    """The C++ compiler to use: CXX if set, else the first that is new enough."""
    if os.environ.get("CXX"):
        return os.environ["CXX"]
    if sys.platform == "darwin":
        for clang in (
            "clang++",
            "/opt/homebrew/opt/llvm/bin/clang++",
            "/usr/local/opt/llvm/bin/clang++",
        ):
            if version(clang) >= (15, 0):
                return clang
        return None
    for program in ("g++", "g++-15", "g++-14", "g++-13", "g++-12"):
        if version(program) >= (12, 0):
            return program
    for program in (
        "clang++",
        "clang++-20",
        "clang++-19",
        "clang++-18",
        "clang++-17",
        "clang++-16",
    ):
        if version(program) >= (16, 0):
            return program
    return None


def missing(names: tuple[str, ...]) -> list[Need]:
    """Those of the named needs that this machine does not meet."""
    wanted = [NEEDS[name] for name in names]
    absent = []
    headers = [n.header for n in wanted if n.header]
    have = found_headers(tuple(headers)) if headers else set()
    for need in wanted:
        if need.name == "compiler":
            there = compiler() is not None
        elif need.name == "cmake":
            there = version("cmake") >= (3, 25)
        elif need.program:
            there = shutil.which(need.program) is not None
        elif need.header:
            there = need.header in have
        else:
            there = sys.platform == "darwin" or Path(need.folder).exists()
        if not there and (need.debian if sys.platform != "darwin" else need.brew or need.program):
            absent.append(need)
    return absent


@cache
def found_headers(headers: tuple[str, ...]) -> set[str]:
    """Those headers that the compiler finds."""
    program = compiler()
    if program is None:
        return set()
    source = "".join(f"#if __has_include(<{h}>)\nfound {h}\n#endif\n" for h in headers)
    places = [f"-I{p}" for p in ("/opt/homebrew/include", "/usr/local/include") if Path(p).is_dir()]
    done = subprocess.run(
        [program, "-E", "-P", "-x", "c++", *places, "-"],
        input=source,
        capture_output=True,
        text=True,
    )
    return {
        line.removeprefix("found ").strip()
        for line in done.stdout.splitlines()
        if line.startswith("found ")
    }


def forget() -> None:
    for cached in (version, compiler, found_headers):
        cached.cache_clear()


def need(*names: str) -> None:
    """Ends the command when something that it needs is not there."""
    absent = missing(names)
    if absent:
        what = ", ".join(n.name if n.name != "compiler" else n.why for n in absent)
        raise Trouble(f"missing on this machine: {what}. `./learn setup` installs it")


def how_to_install(needs: list[Need]) -> str:
    """The command that a person would type."""
    if sys.platform == "darwin":
        return "brew install " + " ".join(p for n in needs for p in n.brew)
    names = " ".join(p for n in needs for p in n.debian)
    if shutil.which("apt-get"):
        return ("" if os.geteuid() == 0 else "sudo ") + f"apt-get install {names}"
    return f"install, under your distribution's names, what Debian calls: {names}"


def install(names: tuple[str, ...], yes: bool = False) -> None:
    """Installs what is missing of `names`. Says what it does; asks before it uses sudo."""
    absent = missing(names)
    if not absent:
        return
    if sys.platform == "darwin" or not shutil.which("apt-get"):
        if all(n.name in OPTIONAL for n in absent):
            return
        raise Trouble(
            "missing on this machine: "
            + ", ".join(n.name for n in absent)
            + "\n  "
            + how_to_install(absent)
        )
    wanted = [p for n in absent for p in n.debian]
    say("Missing on this machine: " + ", ".join(f"{n.name} ({n.why})" for n in absent))
    command = ["apt-get", "install", "-y", "--no-install-recommends", *wanted]
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            raise Trouble(f"as root, run: apt-get install {' '.join(wanted)}")
        say("This installs it: sudo " + " ".join(command))
        if not yes and not ask("Go on?", default=not interactive()):
            raise Trouble("nothing was installed")
        command = ["sudo", *command]
    update = command[: command.index("apt-get")] + ["apt-get", "update"]
    apt(update, "Refreshing the list of packages")
    apt(command, f"Installing {len(wanted)} packages: {' '.join(wanted)}")
    forget()
    still = [n for n in missing(names) if n.name not in OPTIONAL]
    if still:
        raise Trouble("; ".join(too_old(n) for n in still))


def apt(command: list[str], label: str) -> None:
    """Runs apt-get with a progress bar; a sudo that has to ask for a password can."""
    bar = Bar(label)
    bar.announce()
    # The progress comes over descriptor 3: with APT::Status-Fd=1 apt closes the standard output of the packages' scripts
    # where it has no terminal to give them, and scripts that print something fail. The shell opens it behind sudo,
    # which would close it.
    at = command.index("apt-get")
    shell = [
        "sh",
        "-c",
        'export DEBIAN_FRONTEND=noninteractive; exec apt-get -o APT::Status-Fd=3 "$@" 3>&1 1>&2',
        "apt-get",
    ]
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        process = subprocess.Popen(
            [*command[:at], *shell, *command[at + 1 :]],
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=log,
            stdin=None if interactive() else subprocess.DEVNULL,
        )
        for line in process.stdout:
            status = re.match(r"(?:dl|pm)status:[^:]*:([\d.]+):(.*)", line)
            if status:
                bar.update(int(float(status[1])), 100, status[2])
        failed = process.wait() != 0
        bar.finish("failed" if failed else "done")
        if failed:
            log.seek(0)
            last = [line.strip() for line in log if line.strip()][-8:]
            raise Trouble(
                f"`{' '.join(command)}` failed (is there a network?):\n  " + "\n  ".join(last)
            )


def too_old(need: Need) -> str:
    if need.name == "cmake":
        major, minor = version("cmake")
        return (
            f"CMake 3.25 or newer is needed, this system's is {major}.{minor}: "
            "`pipx install cmake` brings a newer one"
        )
    if need.name == "compiler":
        return (
            f"{need.why} is needed; this system's default is older "
            "(try the package g++-12 or clang-16)"
        )
    return f"{need.name} could not be installed"
