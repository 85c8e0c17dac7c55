"""Tests of the tools that make and check the site."""
import sys
import tempfile
import unittest
import xml.etree.ElementTree as tree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import check_api  # noqa: E402
import check_links  # noqa: E402
import snippets  # noqa: E402
import staging  # noqa: E402

SOURCE = """
int before;
// [both]
int twice(int x) {
  // exercise: arithmetic/twice
  //| Return x + x.
  return x + x;
  // end exercise
}
// [both]
"""


class Translation(unittest.TestCase):
    def setUp(self):
        self.stage = staging.Stage(Path("unused"))
        self.page = staging.Page(Path("README.md"), "page", "Page")

    def translate(self, text: str) -> str:
        return staging.translate(text, self.page, self.stage)

    def test_formulas_but_not_code_or_prices(self):
        self.assertEqual(self.translate("$a_1$ costs `$5` or $7, $b$"), r"\f$a_1\f$ costs `$5` or $7, \f$b\f$")
        self.assertEqual(self.translate("$$ x = 1 $$"), r"\f[ x = 1 \f]")
        self.assertEqual(self.translate("$$ x\n= 1 $$"), "\\f[ x\n= 1 \\f]")
        self.assertEqual(self.translate("```cpp\n$a$\n```"), "```{.cpp}\n$a$\n```")

    def test_headings_get_labels(self):
        self.assertEqual(self.translate('<a id="first-one"></a>\n## The first'), "## The first {#page_first_one}")
        self.assertEqual(self.translate("## A `b` c?"), "## A `b` c? {#page_a_b_c}")
        self.assertEqual(self.stage.sections, {"page_first_one", "page_a_b_c"})

    def test_links(self):
        self.assertIn(staging.FIGURE + "LICENSE", self.translate("[the\nlicence](LICENSE)"))
        self.translate("[nothing](no-such-file.md)")
        self.assertEqual(len(self.stage.problems), 1)
        self.assertIn("README.md:1", self.stage.problems[0])

    def test_comments_go_and_open_blocks_are_refused(self):
        self.assertEqual(self.translate("a\n<!-- snippet: x y -->\nb"), "a\nb")
        for text in ("```cpp\nint a;", "$$ x", "<!-- a"):
            with self.assertRaises(staging.Untranslatable):
                self.translate(text)


class Snippets(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name)
        (self.path / "a.cpp").write_text(SOURCE)

    def test_exercises_are_not_shown(self):
        wanted = ["int twice(int x) {", "  // ...", "}"]
        self.assertEqual(snippets.snippet(self.path, "a.cpp both"), wanted)
        self.assertEqual(snippets.snippet(self.path, 'a.cpp "int twice("'), wanted)

    def test_what_is_not_there_is_said(self):
        for argument in ("b.cpp both", "a.cpp other", 'a.cpp "double"'):
            with self.assertRaises(snippets.Wrong):
                snippets.snippet(self.path, argument)

    def test_blocks_know_their_comment(self):
        found = snippets.blocks("<!-- output: p 1 -->\n```text\nx\n```\n\n```cpp\n```".split("\n"))
        self.assertEqual([(b.kind, b.argument, b.language) for b in found], [("output", "p 1", "text"), ("", "", "cpp")])


class Links(unittest.TestCase):
    def test_broken_ones_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "a.html"
            page.write_text('<a id="here"></a><a href="#here">1</a><a href="#there">2</a><a href="b.html">3</a><img src="a.html">')
            problems = check_links.check(Path(folder))
        self.assertEqual(len(problems), 3)


class Api(unittest.TestCase):
    def check(self, name: str, text: str, parameters: str, kind: str = "void") -> list[str]:
        compound = tree.fromstring(
            f'<compounddef kind="namespace"><compoundname>n</compoundname><memberdef kind="function" prot="public"><name>{name}'
            f'</name><type>{kind}</type><briefdescription>{text}</briefdescription><location file="a.h" line="1"/>'
            + "".join(f"<param><type>{t}</type><declname>{n}</declname></param>" for t, n in
                      (p.split() for p in parameters.split(",") if p)) + "</memberdef></compounddef>")
        return check_api.check_compound(compound, set())

    def test_what_counts_as_documented(self):
        self.assertEqual(self.check("f", "a + b", "int a,int b"), [])
        self.assertEqual(len(self.check("f", "a + b", "int a,int c")), 1)
        self.assertEqual(len(self.check("f", "", "int a")), 1)
        self.assertEqual(self.check("set_size", "Changes it.", "int size"), [])
        self.assertEqual(self.check("f", "Goes on.", "Shape shape"), [])
        self.assertEqual(self.check("operator+", "", "int a"), [])


if __name__ == "__main__":
    unittest.main()
