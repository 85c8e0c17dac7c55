"""A peer for the tests of the benchmark helper."""

import os
import sys
import time

import gradus_peer

if sys.argv[1:] == ["missing"]:
    gradus_peer.need("gradus_no_such_module")
if sys.argv[1:] == ["ends"]:
    sys.exit(3)

print("what a library prints must not reach the answers")


def break_down():
    """Fails as a peer might."""
    raise ValueError("no such\nsize")


slow_calls = []


def slow():
    """Breaks down where it is called more often than it takes to see that it is slow."""
    slow_calls.append(1)
    time.sleep(0.02)
    if len(slow_calls) > 5:
        break_down()


gradus_peer.serve(
    "Python test",
    {
        "count to 1000": lambda: sum(range(1000)),
        "in two ways": gradus_peer.Fastest([lambda: slow, lambda: lambda: None]),
        "break": break_down,
        "end": lambda: os._exit(1),
        "threads": lambda: None if os.environ["OMP_NUM_THREADS"] == "2" else break_down(),
    },
)
