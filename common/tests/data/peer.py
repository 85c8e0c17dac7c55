"""A peer for the tests of the benchmark helper."""

import os
import sys

import gradus_peer

if sys.argv[1:] == ["missing"]:
    gradus_peer.need("gradus_no_such_module")
if sys.argv[1:] == ["ends"]:
    sys.exit(3)

print("what a library prints must not reach the answers")


def break_down():
    """Fails as a peer might."""
    raise ValueError("no such\nsize")


gradus_peer.serve(
    "Python test",
    {
        "count to 1000": lambda: sum(range(1000)),
        "break": break_down,
        "end": lambda: os._exit(1),
        "threads": lambda: None if os.environ["OMP_NUM_THREADS"] == "2" else break_down(),
    },
)
