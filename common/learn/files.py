"""Files that are either old or new, never half written."""

import os
import tempfile
from pathlib import Path

from learn.trouble import Trouble

# What a reader writes: C++, and CUDA C++.
SOURCE = (".h", ".cpp", ".cu", ".cuh")


def write_atomic(path: Path, text: str | bytes) -> None:
    """Writes `path` through a temporary file beside it. On a full disk the old file stays."""
    data = text.encode() if isinstance(text, str) else text
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise Trouble(f"could not save {path}: {error.strerror}; nothing was changed") from error
    finally:
        if temporary is not None:
            try:
                os.unlink(temporary)
            except OSError:
                pass


def read(path: Path) -> str:
    """The text of `path`; a file that is not UTF-8 is read as far as possible."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Trouble(f"could not read {path}: {error.strerror}") from error
