#!/usr/bin/env python3
"""Checks what a user of the libraries gets.

  installed    cmake --install into an empty prefix; an outside project finds gradus there, includes every public
               header, links every chapter's library, and runs
  subproject   an outside project adds this one as a folder: it links and runs, and the project's own settings stay
  alone        each chapter can be configured and built by itself

All with only the libraries switched on, so that it also shows what they need; with --build, what that folder holds is
installed, and the other parts compile with its settings, so that ccache knows the answers. Prints one line per part, and
what went wrong; exits 0 if all parts passed, else 1.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
LIBRARIES_ONLY = ["-DGRADUS_TESTS=OFF", "-DGRADUS_EXAMPLES=OFF", "-DGRADUS_BENCH=OFF"]
GENERATOR = ["-G", "Ninja"] if shutil.which("ninja") else []
QUICK_TO_COMPILE = ["-DCMAKE_BUILD_TYPE=None", "-DGRADUS_NATIVE=OFF"]
settings: list[str] = []  # how everything is compiled
built: pathlib.Path | None = None  # a build of everything, if there is one

# A few lines for the chapters that have something to say; every chapter is linked and its headers are compiled.
USES = {
    "scalar_autograd": """
  gradus::scalar::Value x(3.0);
  gradus::scalar::Value y = x * x + x;
  gradus::scalar::backward(y);
  if (x.grad() != 7.0) return 1;
""",
    "tensor_autograd": """
  gradus::Tensor a = gradus::Tensor::of({1, 2, 3}, {3}).requires_grad(true);
  gradus::backward(gradus::sum(a * a));
  if (a.grad().to_vector() != std::vector<double>{2, 4, 6}) return 1;
""",
    "layers": """
  gradus::nn::Sequential model(gradus::nn::Linear(2, 3), gradus::nn::ReLU());
  if (model.forward(gradus::Tensor::of({1, 2}, {1, 2})).shape() != gradus::Shape{1, 3}) return 1;
""",
}


class Failed(Exception):
    """A command that ended with an error, with its output."""


def run(*command, cwd=None):
    done = subprocess.run([str(c) for c in command], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Failed(" ".join(str(c) for c in command) + "\n" + done.stdout[-6000:])
    return done.stdout


def require(condition, message):
    if not condition:
        raise Failed(message)


def build(source, binary, *options):
    run("cmake", "-S", source, "-B", binary, *GENERATOR, *settings, *options)
    run("cmake", "--build", binary, "-j", str(os.cpu_count() or 1))


def of_build(folder):
    """The settings that decide how a build's files are compiled."""
    names = ("CMAKE_BUILD_TYPE", "CMAKE_CXX_COMPILER", "CMAKE_CXX_FLAGS", "GRADUS_NATIVE", "GRADUS_ARCH", "GRADUS_SANITIZE",
             "GRADUS_WERROR")
    found = []
    for line in (folder / "CMakeCache.txt").read_text().splitlines():
        name, _, value = line.partition("=")
        if name.partition(":")[0] in names:
            found.append(f"-D{name.partition(':')[0]}={value}")
    return found


def chapters():
    """The manifests of the chapters, in order."""
    return [json.loads(path.read_text()) | {"folder": path.parent} for path in sorted(ROOT.glob("[0-9][0-9]_*/steps.json"))]


def write_user(folder, headers, find):
    """An outside project in `folder`: a program that includes all headers and links every chapter."""
    folder.mkdir(parents=True)
    names = [chapter["chapter"] for chapter in chapters()]
    includes = "".join(f"#include <{header}>\n" for header in headers)
    body = "".join(USES.get(name, "") for name in names)
    (folder / "main.cpp").write_text(f"{includes}int main() {{{body}  return 0;\n}}\n")
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(outside LANGUAGES CXX)\n"
        f"{find}\n"
        "add_executable(outside main.cpp)\n"
        "target_compile_options(outside PRIVATE -Wall -Wextra -Werror)\n"
        f"target_link_libraries(outside PRIVATE gradus::common {' '.join('gradus::' + n for n in names)})\n")


def test_installed(work):
    prefix = work / "prefix"
    tree = built or work / "gradus"
    if not built:
        build(ROOT, tree, *LIBRARIES_ONLY)
    run("cmake", "--install", tree, "--prefix", prefix)
    include = prefix / "include"
    headers = sorted(str(path.relative_to(include)) for path in include.rglob("*.h"))
    for chapter in chapters():
        public = [str(path.relative_to(chapter["folder"] / "include")) for path in (chapter["folder"] / "include").rglob("*.h")]
        missing = sorted(set(public) - set(headers))
        require(not missing, f"not installed: {', '.join(missing)}")
    for path in prefix.rglob("*.cmake"):
        text = path.read_text()
        for folder in (ROOT, tree):
            require(f"{folder}/" not in text, f"{path.relative_to(prefix)} names {folder}, where it was built")
    # In another place than it was installed to, as a package would be.
    moved = work / "moved"
    prefix.rename(moved)
    write_user(work / "user", headers, "find_package(gradus REQUIRED)")
    build(work / "user", work / "user-build", f"-DCMAKE_PREFIX_PATH={moved}")
    run(work / "user-build" / "outside")


def test_subproject(work):
    headers = sorted(str(path.relative_to(chapter["folder"] / "include"))
                     for chapter in chapters() for path in (chapter["folder"] / "include").rglob("*.h"))
    kept = ["CMAKE_CXX_STANDARD", "CMAKE_CXX_STANDARD_REQUIRED", "CMAKE_CXX_EXTENSIONS", "CMAKE_BUILD_TYPE",
            "CMAKE_POSITION_INDEPENDENT_CODE", "CMAKE_EXPORT_COMPILE_COMMANDS", "CMAKE_CXX_COMPILER_LAUNCHER",
            "CMAKE_CXX_FLAGS", "BUILD_TESTING", "BUILD_SHARED_LIBS"]
    keep = "".join(f'set(before_{name} "${{{name}}}")\n' for name in kept)
    check = "".join(f'if(NOT "${{{name}}}" STREQUAL "${{before_{name}}}")\n'
                    f'  message(FATAL_ERROR "{name} was \'${{before_{name}}}\' and became \'${{{name}}}\'")\nendif()\n'
                    for name in kept)
    write_user(work / "user", headers, "set(CMAKE_CXX_STANDARD 20)\nset(CMAKE_CXX_EXTENSIONS ON)\n" + keep +
               f"add_subdirectory({ROOT} gradus)\n" + check)
    run("cmake", "-S", work / "user", "-B", work / "build", *GENERATOR, *settings)
    run("cmake", "--build", work / "build", "-j", str(os.cpu_count() or 1), "--target", "outside")
    run(work / "build" / "outside")
    cache = (work / "build" / "CMakeCache.txt").read_text()
    for option in ("TESTS", "EXAMPLES", "BENCH", "INSTALL"):
        require(f"GRADUS_{option}:BOOL=OFF" in cache, f"GRADUS_{option} is on inside another project")


def test_alone(work):
    for chapter in chapters():
        build(chapter["folder"], work / chapter["folder"].name, *LIBRARIES_ONLY)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help="installed, subproject, alone (default: all)")
    parser.add_argument("--build", type=pathlib.Path, metavar="FOLDER", help="a finished build of everything, to be installed")
    parser.add_argument("--keep", action="store_true", help="keep the build folders and say where they are")
    arguments = parser.parse_args()
    tests = {"installed": test_installed, "subproject": test_subproject, "alone": test_alone}
    unknown = [part for part in arguments.parts if part not in tests]
    if unknown:
        parser.error(f"unknown part: {unknown[0]} (there are {', '.join(tests)})")
    global settings, built
    built = arguments.build and arguments.build.resolve()
    settings = of_build(built) if built else QUICK_TO_COMPILE
    work = pathlib.Path(tempfile.mkdtemp(prefix="gradus-install-"))
    failed = 0
    try:
        for name in arguments.parts or tests:
            start = time.monotonic()
            (work / name).mkdir()
            try:
                tests[name](work / name)
                print(f"install_test: {name}: passed ({time.monotonic() - start:.0f} s)", flush=True)
            except Failed as problem:
                failed += 1
                print(f"install_test: {name}: failed\n{problem}", flush=True)
    finally:
        if arguments.keep:
            print(f"kept: {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
