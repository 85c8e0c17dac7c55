#!/usr/bin/env python3
"""ThreadSanitizer finds a kernel's missing barrier when its threads are threads, and nothing in the right kernel.

removed_barrier.py PROGRAM
"""

import subprocess
import sys


def run(missing: int) -> subprocess.CompletedProcess:
    return subprocess.run([sys.argv[1], str(missing)], capture_output=True, text=True, timeout=250)


problems = []
right = run(0)
if right.returncode != 0 or "WARNING" in right.stderr or "no error" not in right.stdout:
    problems.append(f"the right kernel: exit status {right.returncode}\n{right.stdout}{right.stderr}")
for missing in (1, 2):
    wrong = run(missing)
    found = "WARNING: ThreadSanitizer: data race" in wrong.stderr and "wrong.cu:" in wrong.stderr
    if wrong.returncode == 0 or not found:
        problems.append(f"barrier {missing} removed: exit status {wrong.returncode}, no race told\n{wrong.stderr}")
print("\n".join(problems) or "both removed barriers found")
sys.exit(bool(problems))
