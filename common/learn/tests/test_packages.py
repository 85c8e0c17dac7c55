import io
import unittest
from contextlib import redirect_stdout
from unittest import mock

from learn import packages
from learn.trouble import Trouble


class Needs(unittest.TestCase):
    def setUp(self):
        packages.forget()
        self.addCleanup(packages.forget)

    def missing_programs(self, *names):
        found = packages.shutil.which
        return mock.patch(
            "learn.packages.shutil.which",
            side_effect=lambda n: None if n in names else found(n) or f"/bin/{n}",
        )

    def test_missing_program(self):
        with self.missing_programs("gnuplot"):
            self.assertEqual(
                [n.name for n in packages.missing(("gnuplot", "graphviz"))], ["gnuplot"]
            )

    def test_need_says_what_and_how(self):
        with self.missing_programs("ninja"):
            with self.assertRaises(Trouble) as caught:
                packages.need("ninja")
        self.assertIn("ninja", str(caught.exception))
        self.assertIn("./learn setup", str(caught.exception))

    def test_old_cmake_counts_as_missing(self):
        with mock.patch(
            "learn.packages.version", side_effect=lambda p: (3, 22) if p == "cmake" else (99, 0)
        ):
            absent = packages.missing(("cmake",))
            self.assertEqual([n.name for n in absent], ["cmake"])
            self.assertIn("3.22", packages.too_old(absent[0]))

    def test_apt_as_root_installs_only_what_is_missing(self):
        calls = []
        absent = [packages.NEEDS["gnuplot"]]
        with mock.patch("learn.packages.missing", side_effect=[absent, []]), mock.patch(
            "learn.packages.apt", side_effect=lambda c, _: calls.append(c)
        ), mock.patch("os.geteuid", return_value=0), mock.patch(
            "learn.packages.shutil.which", return_value="/usr/bin/apt-get"
        ), mock.patch(
            "sys.platform", "linux"
        ), redirect_stdout(
            io.StringIO()
        ) as out:
            packages.install(("gnuplot", "graphviz"))
        self.assertEqual(
            calls,
            [
                ["apt-get", "update"],
                ["apt-get", "install", "-y", "--no-install-recommends", "gnuplot-nox"],
            ],
        )
        self.assertIn("gnuplot", out.getvalue())

    def test_not_root_uses_sudo_and_says_so(self):
        calls = []
        with mock.patch(
            "learn.packages.missing", side_effect=[[packages.NEEDS["gnuplot"]], []]
        ), mock.patch("learn.packages.apt", side_effect=lambda c, _: calls.append(c)), mock.patch(
            "os.geteuid", return_value=1000
        ), mock.patch(
            "learn.packages.shutil.which", return_value="/usr/bin/x"
        ), mock.patch(
            "sys.platform", "linux"
        ), redirect_stdout(
            io.StringIO()
        ) as out:
            packages.install(("gnuplot",))
        self.assertEqual(calls[0], ["sudo", "apt-get", "update"])
        self.assertIn("sudo apt-get install", out.getvalue())

    def test_nothing_missing_does_nothing(self):
        with mock.patch("learn.packages.missing", return_value=[]), mock.patch(
            "learn.packages.apt"
        ) as apt:
            packages.install(packages.EVERYTHING)
        apt.assert_not_called()

    def test_elsewhere_says_what_to_install(self):
        with mock.patch(
            "learn.packages.missing", return_value=[packages.NEEDS["gnuplot"]]
        ), mock.patch("sys.platform", "darwin"):
            with self.assertRaises(Trouble) as caught:
                packages.install(("gnuplot",))
        self.assertIn("brew install gnuplot", str(caught.exception))
        with mock.patch(
            "learn.packages.missing", return_value=[packages.NEEDS["gnuplot"]]
        ), mock.patch("sys.platform", "linux"), mock.patch(
            "learn.packages.shutil.which", return_value=None
        ):
            with self.assertRaises(Trouble) as caught:
                packages.install(("gnuplot",))
        self.assertIn("gnuplot-nox", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
