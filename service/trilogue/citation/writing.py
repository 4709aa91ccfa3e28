"""The formats of citations as one table, and the writer of each."""

from collections.abc import Callable

from trilogue.citation.bibtex import bibtex
from trilogue.citation.cff import cff
from trilogue.citation.csl import csl_json
from trilogue.citation.model import Citation
from trilogue.citation.ris import ris
from trilogue.citation.sentence import sentence
from trilogue.formats import Format

TEXT = Format("Text", "text/plain", "txt", (), ("text",))
CSL = Format(
    "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", ("application/json",), ("csl",)
)
BIBTEX = Format("BibTeX", "application/x-bibtex", "bib", ("text/x-bibtex",), ("bibtex",))
RIS = Format("RIS", "application/x-research-info-systems", "ris")
CFF = Format("CFF", "application/yaml", "cff", ("text/yaml", "application/x-yaml"), ("yaml", "yml"))

_WRITERS: dict[Format, Callable[[Citation], str]] = {
    TEXT: lambda citation: f"{sentence(citation)}\n",
    CSL: csl_json,
    BIBTEX: bibtex,
    RIS: ris,
    CFF: cff,
}
# Best first: the first is what is sent when the client does not mind.
CITATION_FORMATS: tuple[Format, ...] = tuple(_WRITERS)


def citation_bytes(citation: Citation, format: Format) -> bytes:  # noqa: A002 - as in serialise
    """Write *citation* in one of `CITATION_FORMATS`, in UTF-8."""
    return _WRITERS[format](citation).encode()
