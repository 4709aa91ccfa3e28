"""The one form that a dataset has whatever its blank nodes are called, and the digest of it.

Source: RDF Dataset Canonicalization (RDFC-1.0), sections 4 and 5.
"""

import hashlib
import re
from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat

ALGORITHM = "RDFC-1.0"
# A blank node as subject or object; an IRI has neither spaces nor quotation marks in it.
_ANONYMOUS = re.compile(rb'(?:[^"\n]* )?_:')


def canonical_quads(quads: Iterable[Quad]) -> bytes:
    """Write *quads* with canonical labels of blank nodes, one a line, in order, each once.

    All are in memory, and those that share blank nodes in ways that look alike take long.

    Source: RDFC-1.0, section 4.4.
    """
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = (pyoxigraph.serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(
        keepends=True
    )
    return b"".join(sorted(lines))


def canonical_digest(quads: Iterable[Quad]) -> str:
    """Give the SHA-256 of *quads* in canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_quads(quads)).hexdigest()


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


def relabelled(lines: bytes) -> tuple[bytes, bytes]:
    """Give N-Quads whose lines all mention blank nodes, in canonical form, and their triples so.

    That is the form that they have in the whole dataset too: what mentions no blank node has no
    part in the labels. Graph names have: the triples alone get labels of their own.

    Source: RDFC-1.0, sections 4.4.3, step 2, and 4.6 (hash of first degree quads).
    """
    if not lines:
        return b"", b""
    quads = list(pyoxigraph.parse(lines, RdfFormat.N_QUADS))
    return canonical_quads(quads), canonical_quads(Quad(*quad.triple) for quad in quads)
