"""A citation as BibTeX, in UTF-8, of an entry type that every style knows.

Source: Oren Patashnik, BibTeXing, 1988, sections 3 and 4; The LaTeX Companion, special characters.
"""

from trilogue.citation.model import NAME, Citation
from trilogue.citation.texts import one_line

_SPECIAL = {
    "\\": r"\textbackslash{}",
    # A brace with a backslash before it still counts as a brace to BibTeX, which looks for pairs:
    # one alone would take the rest of the file into the field.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def bibtex(citation: Citation) -> str:
    """Write *citation* as one entry."""
    fields = {
        # A second pair of braces keeps a name whole, and capitals as they are.
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in citation.contributors),
        "title": f"{{{_escaped(citation.title)}}}",
    }
    if citation.issued:
        fields["year"] = citation.issued[:4]
        fields["month"] = str(int(citation.issued[5:7]))
        fields["date"] = citation.issued
    if not citation.is_whole:
        fields["howpublished"] = f"In {NAME}"
        fields["type"] = _escaped(citation.kind)
    fields |= {
        "publisher": NAME,
        "version": _escaped(citation.version),
        "url": _address(citation.iri),
        "note": _escaped("; ".join((f"Version {citation.version}", *citation.notes))),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{citation.key},\n{lines}}}\n"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(each, each) for each in one_line(text))


def _address(iri: str) -> str:
    """Write an address: styles set it verbatim, so that only what ends a field is encoded."""
    return iri.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")
