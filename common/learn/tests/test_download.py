"""Downloads from a local server: whole, resumed, cut short, corrupted, unreachable."""

import hashlib
import http.server
import io
import re
import threading
import unittest
import unittest.mock
from contextlib import redirect_stdout

from learn import download
from learn.tests.fixture import CourseTest
from learn.trouble import Trouble

CONTENT = bytes(range(256)) * 2000


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        server.ranges.append(self.headers.get("Range"))
        data = server.content
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        if "missing" in self.path:
            return self.send_error(404)
        if asked and server.ranges_work:
            data = data[int(asked[1]) :]
            self.send_response(206)
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: server.cut] if server.cut else data)

    def log_message(self, *_):
        pass


class Downloads(CourseTest):
    def setUp(self):
        super().setUp()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.content, self.server.cut, self.server.ranges, self.server.ranges_work = (
            CONTENT,
            0,
            [],
            True,
        )
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        self.folder = self.root / "data/some"
        self.path = self.folder / "a.gz"
        self.part = self.folder / "a.gz.part"

    def dataset(self, *addresses: str) -> download.Dataset:
        file = download.File("a.gz", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
        return download.Dataset("some", "", addresses or (self.address,), (file,))

    def fetch(self, *addresses: str) -> None:
        with redirect_stdout(io.StringIO()):
            download.fetch(self.dataset(*addresses), self.folder)

    def trouble(self, *addresses: str) -> str:
        with self.assertRaises(Trouble) as caught:
            self.fetch(*addresses)
        return str(caught.exception)

    def test_whole(self):
        self.fetch()
        self.assertEqual(self.path.read_bytes(), CONTENT)
        self.assertFalse(self.part.exists())

    def test_what_is_there_is_not_loaded_again(self):
        self.fetch()
        self.server.ranges.clear()
        self.fetch()
        self.assertEqual(self.server.ranges, [])

    def test_goes_on_where_it_stopped(self):
        self.server.cut = 100_000
        self.assertIn("100000 of", self.trouble())
        self.assertEqual(self.part.stat().st_size, 100_000)
        self.assertFalse(self.path.exists())
        self.server.cut = 0
        self.fetch()
        self.assertEqual(self.path.read_bytes(), CONTENT)
        self.assertEqual(self.server.ranges, [None, "bytes=100000-"])

    def test_a_server_without_ranges_starts_over(self):
        self.folder.mkdir(parents=True)
        self.part.write_bytes(b"x" * 5000)
        self.server.ranges_work = False
        self.fetch()
        self.assertEqual(self.path.read_bytes(), CONTENT)

    def test_a_complete_part_needs_no_server(self):
        self.folder.mkdir(parents=True)
        self.part.write_bytes(CONTENT)
        self.fetch("http://127.0.0.1:9/")
        self.assertEqual(self.path.read_bytes(), CONTENT)

    def test_corrupted(self):
        self.server.content = b"x" + CONTENT[1:]
        self.assertIn("SHA-256", self.trouble())
        self.assertFalse(self.path.exists())
        self.assertFalse(self.part.exists())

    def test_too_long(self):
        self.server.content = CONTENT + b"more" * 100_000
        self.assertIn("SHA-256", self.trouble())
        self.assertFalse(self.path.exists())

    def test_mirrors_in_order(self):
        self.fetch(self.address + "missing/", "http://127.0.0.1:9/", self.address)
        self.assertEqual(self.path.read_bytes(), CONTENT)

    def test_offline(self):
        message = self.trouble("http://127.0.0.1:9/")
        self.assertIn("are you online?", message)

    def test_another_file_under_that_name_is_left_alone(self):
        self.folder.mkdir(parents=True)
        self.path.write_bytes(b"mine")
        self.assertIn("move it away", self.trouble())
        self.assertEqual(self.path.read_bytes(), b"mine")

    def test_where_it_goes(self):
        self.assertEqual(download.folder_of(self.course, "mnist"), self.root / "data/mnist")
        with unittest.mock.patch.dict("os.environ", {"GRADUS_DATA": str(self.root / "elsewhere")}):
            self.assertEqual(
                download.folder_of(self.course, "mnist"), self.root / "elsewhere/mnist"
            )

    def test_the_known_data_sets(self):
        for dataset in download.DATASETS.values():
            self.assertEqual(len(dataset.files), 4)
            self.assertEqual(len({f.sha256 for f in dataset.files}), 4)
            for file in dataset.files:
                self.assertRegex(file.sha256, r"^[0-9a-f]{64}$")


if __name__ == "__main__":
    unittest.main()
