"""What makes two submissions the same: one order of bytes for one set of triples, and its digest.

Source: RDF Dataset Canonicalization (RDFC-1.0), with SHA-256.
"""

import hashlib
from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple


def canonical_nquads(quads: Iterable[Quad]) -> bytes:
    """Write the triples of *quads* as canonical N-Quads, in the default graph.

    Neither the order of the quads nor their graphs, repetitions and labels of blank nodes make a
    difference; the spelling of a literal does, as it does in RDF.

    Args:
        quads: judged before: blank nodes that are tangled on purpose would take for ever, and a
            contribution that conforms has none.

    Returns:
        UTF-8, one line a triple, each with its line end, in the order of code points.

    Raises:
        ValueError: there is a triple term, for which RDFC-1.0 has no form.
    """
    dataset = Dataset()
    for quad in quads:
        if isinstance(quad.object, Triple):
            raise ValueError("a triple term has no canonical form")  # noqa: TRY004 - a value of RDF
        dataset.add(Quad(quad.subject, quad.predicate, quad.object))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    written = pyoxigraph.serialize(dataset, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(written.splitlines(keepends=True)))


def digest_of(quads: Iterable[Quad]) -> str:
    """Give the SHA-256 of `canonical_nquads`, 64 hexadecimal digits.

    Raises:
        ValueError: there is a triple term.
    """
    return hashlib.sha256(canonical_nquads(quads)).hexdigest()
