"""The Python side of gradus::PythonPeer: serves timed samples over a pipe.

    import gradus_peer
    torch = gradus_peer.need("torch")
    a = torch.randn(512, 512)
    gradus_peer.serve(f"PyTorch {torch.__version__}", {"matmul 512": lambda: a @ a})

Protocol, a line each: the script says `ready NAME` (or `missing REASON`), then answers each
`run REPETITIONS CASE` with the seconds that one repetition took, or `unknown`, or `error REASON`.
"""

import importlib
import os
import signal
import sys
import time

# What a library prints must not end up between the answers.
_answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def _answer(text):
    print(" ".join(str(text).split()), file=_answers, flush=True)


def missing(reason):
    """Tells the benchmark that this peer cannot be had here."""
    _answer(f"missing {reason}")
    sys.exit(0)


def need(module):
    """Imports a module, or tells the benchmark that this peer is missing."""
    try:
        found = importlib.import_module(module)
    except ImportError as error:
        missing(error)
    if module == "torch":
        _warn_of_slow_products(found)
    return found


def _warn_of_slow_products(torch):
    """A PyTorch on the reference BLAS is no peer to measure against."""
    size = 256
    a = torch.randn(size, size)
    a @ a
    start = time.perf_counter()
    a @ a
    speed = 2 * size**3 / (time.perf_counter() - start) / 1e9
    if speed < 15:
        print(
            f"PyTorch multiplies matrices at {speed:.0f} GFLOP/s only: it lacks a fast BLAS "
            "(Debian and Ubuntu: libopenblas0-pthread). Its figures are not fair.",
            file=sys.stderr,
        )


class Fastest:
    """A case that can be done in several ways: in the one that takes the least time.

    Which that is is measured at the first call, the best of five times each.
    makers: functions without arguments; each returns a function that does the case once
    wait: as for serve
    """

    def __init__(self, makers, wait=lambda: None):
        self.makers, self.wait, self.run = makers, wait, None

    def __call__(self):
        if self.run is None:
            self.run = min((make() for make in self.makers), key=self._seconds)
        self.run()

    def _seconds(self, run):
        best = float("inf")
        for _ in range(5):
            self.wait()
            start = time.perf_counter()
            run()
            self.wait()
            best = min(best, time.perf_counter() - start)
        return best


def serve(name, cases, wait=lambda: None):
    """Answers until the benchmark ends.

    name: the peer's name with its version
    cases: from a case's name to a function that does it once
    wait: returns when everything that was begun is done, for cases that go on in the background
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the benchmark, and that ends us
    _answer(f"ready {name}")
    for line in sys.stdin:
        _, repetitions, case = line.rstrip("\n").split(" ", 2)
        if case not in cases:
            _answer("unknown")
            continue
        run = cases[case]
        try:
            wait()
            start = time.perf_counter()
            for _ in range(int(repetitions)):
                run()
            wait()
            _answer(repr((time.perf_counter() - start) / int(repetitions)))
        except Exception as error:  # pylint: disable=broad-except
            _answer(f"error {type(error).__name__}: {error}")
