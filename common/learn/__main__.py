"""Entry point: `python3 common/learn COMMAND`."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from learn.cli import main  # noqa: E402  (the path has to be set first)

sys.exit(main(sys.argv[1:]))
