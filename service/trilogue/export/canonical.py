"""The one form that a dataset has whatever its blank nodes are called, and the digest of it.

Source: RDF Dataset Canonicalization (RDFC-1.0), sections 4 and 5.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat

ALGORITHM = "RDFC-1.0"
# A blank node as subject or object; an IRI has neither spaces nor quotation marks in it.
_ANONYMOUS = re.compile(rb'(?:[^"\n]* )?_:')


def canonical_quads(quads: Iterable[Quad]) -> bytes:
    """Write *quads* with canonical labels of blank nodes, one a line, in order, each once.

    All are in memory, and those that share blank nodes in ways that look alike take long.

    Source: RDFC-1.0, section 4.4.
    """
    return b"".join(sorted(_lines(_labelled(quads))))


def canonical_digest(quads: Iterable[Quad]) -> str:
    """Give the SHA-256 of *quads* in canonical form, in hexadecimal.

    Only what has blank nodes is handed to the canonicalisation: the rest it would leave as it is.
    """
    anonymous = Dataset()

    def named() -> Iterator[Quad]:
        for quad in quads:
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                anonymous.add(quad)
            else:
                yield quad

    # Written as they come: lines take a fraction of the memory that quads take here.
    lines = set(_lines(named()))
    digest = hashlib.sha256()
    for line in sorted(lines.union(_lines(_labelled(anonymous)))):
        digest.update(line)
    return digest.hexdigest()


def without_blank_nodes(lines: bytes) -> tuple[bytes, bytes]:
    """Part N-Quads into the lines that mention no blank node and those that do."""
    if b"_:" not in lines:
        return lines, b""
    plain: list[bytes] = []
    anonymous: list[bytes] = []
    for line in lines.splitlines(keepends=True):
        (anonymous if mentions_blank_node(line) else plain).append(line)
    return b"".join(plain), b"".join(anonymous)


def mentions_blank_node(line: bytes) -> bool:
    """Tell whether a statement of N-Quads has a blank node as subject or object."""
    return b"_:" in line and _ANONYMOUS.match(line) is not None


def relabelled(lines: bytes) -> tuple[list[Quad], list[Quad]]:
    """Give N-Quads whose lines all mention blank nodes with canonical labels, and their triples so.

    Those are the labels that they have in the whole dataset too: what mentions no blank node has no
    part in them. Graph names have: the triples alone get labels of their own.

    Source: RDFC-1.0, sections 4.4.3, step 2, and 4.6 (hash of first degree quads).
    """
    if not lines:
        return [], []
    quads = list(pyoxigraph.parse(lines, RdfFormat.N_QUADS))
    return list(_labelled(quads)), list(_labelled(Quad(*quad.triple) for quad in quads))


def _labelled(quads: Iterable[Quad]) -> Dataset:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _lines(quads: Iterable[Quad]) -> list[bytes]:
    data = pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b""
    return data.splitlines(keepends=True)
