import unittest

from learn import regions
from learn.tests.fixture import SOURCE
from learn.trouble import Trouble


class Parsing(unittest.TestCase):
    def test_finds_name_prompt_and_body(self):
        first, second = regions.parse(SOURCE)
        self.assertEqual(
            (first.name, first.step, first.indent), ("double-it/twice", "double-it", "  ")
        )
        self.assertEqual(first.prompt, ("Return two times `x`.", "It may be negative."))
        self.assertEqual(first.body[1], "  return doubled;")
        self.assertEqual(second.name, "double-it/thrice")

    def test_a_file_without_regions(self):
        self.assertEqual(regions.parse("int x;\n"), [])

    def test_broken_markers_are_named_with_their_line(self):
        for text, words in (
            ("// exercise: a\nx;\n", "a.cpp:1"),
            ("x;\n// end exercise\n", "a.cpp:2"),
            ("// exercise: a\n// exercise: b\n// end exercise\n", "inside another"),
            ("// exercise: a\n// end exercise\n" * 2, "twice"),
        ):
            with self.assertRaises(Trouble) as caught:
                regions.parse(text, "a.cpp")
            self.assertIn(words, str(caught.exception))
            self.assertEqual(regions.intact(text), [])


class Stubs(unittest.TestCase):
    def test_the_stub_holds_the_prompt_and_throws(self):
        text = regions.stubbed(SOURCE)
        self.assertIn(
            "  // exercise: double-it/twice\n  // Return two times `x`.\n  // It may be negative.\n"
            '  gradus::not_implemented("double-it/twice");\n  // end exercise\n',
            text,
        )
        self.assertNotIn("doubled", text)
        self.assertNotIn("overflow", text)
        self.assertNotIn("//|", text)

    def test_what_counts_as_untouched(self):
        stub = regions.parse(regions.stubbed(SOURCE))[0]
        self.assertTrue(regions.untouched(stub))
        for body, untouched in (
            ([], True),
            (["  // only a note"], True),
            (["", "  /* x", "  y */"], True),
            (['      gradus::not_implemented("double-it/twice");'], True),
            (["  return 1;"], False),
            (["  int y = 2;", '  gradus::not_implemented("double-it/twice");'], False),
        ):
            text = regions.replace(SOURCE, lambda r: body)
            self.assertEqual(regions.untouched(regions.parse(text)[0]), untouched, body)


class Comments(unittest.TestCase):
    def test_strings_and_characters_stay(self):
        text = 'f("// no", \'"\'); // yes\ng(); /* a\nb */ h();'
        self.assertEqual(regions.strip_comments(text), 'f("// no", \'"\'); \ng(); \n h();')


if __name__ == "__main__":
    unittest.main()
