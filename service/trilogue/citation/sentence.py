"""A citation as a sentence for people.

Source: Publication Manual of the American Psychological Association, 7th edition, section 10.9
(data sets).
"""

from trilogue.citation.model import NAME, Citation
from trilogue.citation.texts import one_line


def sentence(citation: Citation) -> str:
    """Write *citation* as one line of text without a line end."""
    names = [one_line(name) for name in citation.contributors]
    authors = " & ".join((", ".join(names[:-1]), names[-1]) if len(names) > 1 else names)
    authors = authors if authors.endswith(".") else f"{authors}."
    year = citation.issued[:4] if citation.issued else "n.d."
    title = one_line(citation.title).rstrip(".")
    head = f"{authors} ({year}). {title}"
    if citation.is_whole:
        what = f" (version {citation.version}) [Data set]."
    else:
        kind = one_line(citation.kind)
        recorded = f", recorded {citation.issued}" if citation.issued else ""
        what = f" [{kind[:1].upper()}{kind[1:]}]. In {NAME} (version {citation.version}{recorded})."
    digest = f" (SHA-256 {citation.digest})" if citation.digest else ""
    return f"{head}{what} {citation.iri}{digest}"
