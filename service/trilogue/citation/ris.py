"""A citation as RIS: a tag, two blanks, a hyphen, a blank and a value on each line.

Source: Research Information Systems, RIS Format Specifications, 2011.
"""

from trilogue.citation.model import NAME, Citation
from trilogue.citation.texts import one_line


def ris(citation: Citation) -> str:
    """Write *citation* as one record, with the line ends that the format asks for."""
    lines = [("TY", "DATA"), ("ID", citation.key)]
    # A comma would part a family name from a given one.
    lines += [("AU", one_line(name).replace(",", "")) for name in citation.contributors]
    lines.append(("TI", citation.title))
    if not citation.is_whole:
        lines.append(("T2", NAME))
        lines.append(("M3", citation.kind))
    if citation.issued:
        lines.append(("PY", citation.issued[:4]))
        lines.append(("DA", citation.issued.replace("-", "/")))
    lines += [
        ("ET", citation.version),
        ("PB", NAME),
        ("UR", citation.iri),
        *(("N1", note) for note in citation.notes),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in lines)
