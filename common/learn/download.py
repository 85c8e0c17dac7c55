"""Downloading data sets: resumes, checks every file's SHA-256, tries mirrors in order."""

import hashlib
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from learn.manifest import Course
from learn.term import Bar, say
from learn.trouble import Trouble

BLOCK = 1 << 16
TIMEOUT = 30


@dataclass(frozen=True)
class File:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Dataset:
    name: str
    about: str
    addresses: tuple[str, ...]  # of a folder, tried in order
    files: tuple[File, ...]


DATASETS = {
    "mnist": Dataset(
        "mnist",
        "handwritten digits, 28x28",
        (
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        (
            File(
                "train-images-idx3-ubyte.gz",
                9912422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            ),
            File(
                "train-labels-idx1-ubyte.gz",
                28881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            ),
            File(
                "t10k-images-idx3-ubyte.gz",
                1648877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            ),
            File(
                "t10k-labels-idx1-ubyte.gz",
                4542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            ),
        ),
    ),
    "fashion-mnist": Dataset(
        "fashion-mnist",
        "pieces of clothing, 28x28",
        ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
        (
            File(
                "train-images-idx3-ubyte.gz",
                26421880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            ),
            File(
                "train-labels-idx1-ubyte.gz",
                29515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            ),
            File(
                "t10k-images-idx3-ubyte.gz",
                4422102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            ),
            File(
                "t10k-labels-idx1-ubyte.gz",
                5148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            ),
        ),
    ),
}


def folder_of(course: Course, name: str) -> Path:
    """Where a data set is kept."""
    root = os.environ.get("GRADUS_DATA")
    return Path(root).resolve() / name if root else course.root / "data" / name


def fetch(dataset: Dataset, folder: Path) -> None:
    """Downloads those files of a data set that are not there yet."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"could not create {folder}: {error.strerror}") from error
    for file in dataset.files:
        path = folder / file.name
        if path.exists():
            if checksum(path) == file.sha256:
                say(f"{file.name}: already there")
                continue
            raise Trouble(
                f"{path} is there, but is not the file that belongs there (its SHA-256 differs); "
                f"move it away and try again"
            )
        fetch_file(dataset, file, path)


def fetch_file(dataset: Dataset, file: File, path: Path) -> None:
    problems = []
    for address in dataset.addresses:
        try:
            fetch_from(address + file.name, file, path)
            return
        except Trouble as trouble:
            problems.append(str(trouble))
        except urllib.error.HTTPError as error:
            problems.append(f"{address}: the server answers {error.code} {error.reason}")
        except (urllib.error.URLError, TimeoutError, ConnectionError, OSError) as error:
            if isinstance(error, OSError) and error.errno == 28:
                raise Trouble(
                    f"the disk is full; {path} is incomplete and goes on from there next time"
                ) from error
            reason = getattr(error, "reason", None) or error
            problems.append(f"{address}: {reason}")
    raise Trouble(
        f"could not download {file.name}; are you online? "
        "What was loaded is kept, and goes on next time.\n  " + "\n  ".join(problems)
    )


def fetch_from(url: str, file: File, path: Path) -> None:
    """Loads one file to `path`, going on from `path.part`; leaves no wrong file under its name."""
    part = path.with_name(path.name + ".part")
    have = part.stat().st_size if part.exists() else 0
    if have > file.size:
        part.unlink()
        have = 0
    if have < file.size:
        load(url, file, part, have)
    if part.stat().st_size < file.size:
        raise Trouble(
            f"{url}: the connection ended after {part.stat().st_size} of {file.size} bytes"
        )
    if checksum(part) != file.sha256:
        part.unlink()
        raise Trouble(
            f"{url}: what came is not the file that belongs there (its SHA-256 differs); "
            "it was deleted"
        )
    os.replace(part, path)


def load(url: str, file: File, part: Path, have: int) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "gradus-learn"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        resumed = have > 0 and answer.status == 206
        done = have if resumed else 0
        bar = Bar(file.name)
        with open(part, "ab" if resumed else "wb") as out:
            while done <= file.size:
                block = answer.read(BLOCK)
                if not block:
                    break
                out.write(block)
                done += len(block)
                bar.update(
                    min(done, file.size), file.size, f"{done / 1e6:.1f} of {file.size / 1e6:.1f} MB"
                )
        bar.finish(
            f"{done / 1e6:.1f} MB" if done == file.size else f"ended at {done} of {file.size} bytes"
        )


def checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as data:
        while block := data.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
