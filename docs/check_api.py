#!/usr/bin/env python3
"""Checks Doxygen's XML: every public name is documented, and every parameter of every function.

Doxygen's own check only knows whether an entity has a comment of its own and a parameter an @param line. Beside a one-line
description such as `f(a, b) = a * b`, or for five overloads that differ in one type, that would ask for words that say less
than nothing. Here

  - a class, function, type or constant is documented when it has a text, or an overload of it in the same place has;
  - a data member also when the text of its class names it, or it is called after its type (`Shape shape`);
  - a member function without parameters also when it is called after its type (`Device device()`), or when the same name
    has a text somewhere else (`numel()` of a tensor, of a shape);
  - a parameter when the text of its function, of an overload or (for a constructor) of the class names it, in an @param line
    or in a sentence or formula; when the function's name does (`set_data(double data)`); when it is called after its type; or
    when it is the first one and called x, the thing that the function is about;
  - the parameters of a function whose text says "As other()" are those of the other one.

What overrides a virtual function is documented where it was declared first. What is in a namespace `detail` is nobody
else's business. `begin`, `end`, `size`, `empty` and `push_back` mean what they mean in the standard library, `argc` and
`argv` what they mean in
main(), a std::source_location is the caller.
Operators, destructors, and constructors that take nothing, copy or move need no words for what is on their left and right.
"""
import re
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

CLASSES = ("class", "struct", "union")
STANDARD = ("begin", "end", "size", "empty", "push_back")


def text_of(element: tree.Element) -> str:
    return " ".join("".join(part.itertext()) for tag in ("briefdescription", "detaileddescription", "inbodydescription")
                    for part in element.findall(tag)).strip()


def names(text: str, word: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}\b", text))


def place(element: tree.Element) -> str:
    where = element.find("location")
    if where is None:
        return "?"
    return f"{where.get('declfile') or where.get('file')}:{where.get('declline') or where.get('line')}"


def check(folder: Path) -> list[str]:
    """One line for each public name, and each parameter, of which nothing is said."""
    compounds = []
    for path in folder.glob("*.xml"):
        if path.name not in ("index.xml", "Doxyfile.xml"):
            compounds += [c for c in tree.parse(path).getroot().findall("compounddef")
                          if c.get("kind") in CLASSES + ("namespace",) and "::detail" not in c.findtext("compoundname", "")]
    known = {m.findtext("name", "") for c in compounds for m in c.iter("memberdef") if text_of(m)}
    problems: set[str] = set()
    for compound in compounds:
        problems.update(check_compound(compound, known))
    return sorted(problems, key=lambda line: [int(word) if word.isdigit() else word for word in re.split(r"(\d+)", line)])


def check_compound(compound: tree.Element, known: set[str]) -> list[str]:
    problems = []
    about = text_of(compound)
    whole = compound.findtext("compoundname", "")
    own = re.sub(r"<.*", "", whole).rpartition("::")[2]
    is_class = compound.get("kind") in CLASSES
    if is_class and (compound.get("prot") != "public" or not place(compound).split(":")[0].endswith(".h")):
        return []
    if is_class and not about:
        problems.append(f"{place(compound)}: {whole} is not documented")
    members = [m for m in compound.iter("memberdef") if m.get("prot") == "public" and m.get("kind") != "friend"]
    said: dict[str, str] = {}
    on_line: dict[str, str] = {}  # `double low, high;  ///< ...` documents both
    for member in members:
        name = bare(member)
        said[name] = said.get(name, "") + " " + text_of(member)
        on_line[place(member)] = on_line.get(place(member), "") + text_of(member)
    for member in members:
        name = bare(member)
        if name.startswith(("operator", "~", "@")) or not name or name in STANDARD:
            continue
        if member.find("reimplements") is not None:
            continue
        if is_class and after_type(name, member) and not member.findall("param"):
            continue
        text = said[name].strip()
        kind = member.get("kind")
        if kind == "function":
            constructor = is_class and name == own
            if constructor and special(member, own):
                continue
            pool = f"{text} {about}" if constructor else text
            pool += "".join(said.get(other, "") for other in re.findall(r"\b[Aa]s (?:for )?(\w+)\(\)", text))
            if not text and is_class and not member.findall("param") and name in known:
                continue
            if not text and not constructor:
                problems.append(f"{place(member)}: {name} is not documented")
            else:
                problems += [f"{place(member)}: {name}: nothing says what `{word}` is" for word in missing(member, pool)]
        elif not text and not on_line[place(member)].strip() and not (is_class and names(about, name)):
            problems.append(f"{place(member)}: {name} is not documented")
    return problems


def bare(member: tree.Element) -> str:
    """Its name, without the arguments of a specialisation."""
    name = member.findtext("name", "")
    return name if name.startswith("operator") else re.sub(r"\s*<.*", "", name)


def special(member: tree.Element, own: str) -> bool:
    """A constructor that takes nothing, copies or moves."""
    parameters = member.findall("param")
    if not parameters:
        return True
    kind = "".join(parameters[0].find("type").itertext())
    return len(parameters) == 1 and "&" in kind and names(kind, own)


def type_of(element: tree.Element) -> str:
    """The last word of its type: Device for `const gradus::Device &`."""
    kind = element.find("type")
    words = re.sub(r"<.*", "", "".join(kind.itertext())) if kind is not None else ""
    return re.split(r"[\s:]+", re.sub(r"\b(const|inline|constexpr|static)\b", "", words).strip(" &*"))[-1]


def after_type(name: str, element: tree.Element) -> bool:
    return name.replace("_", "") == type_of(element).lower()


def missing(member: tree.Element, text: str) -> list[str]:
    name = member.findtext("name", "")
    found = []
    for index, parameter in enumerate(member.findall("param")):
        called = parameter.findtext("declname") or parameter.findtext("defname") or ""
        if not called or called in ("argc", "argv") or (index == 0 and called == "x") or called in name.split("_"):
            continue
        if not after_type(called, parameter) and type_of(parameter) != "source_location" and not names(text, called):
            found.append(called)
    return found


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: check_api.py FOLDER_OF_XML", file=sys.stderr)
        return 2
    problems = check(Path(sys.argv[1]))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
