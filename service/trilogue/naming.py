"""What people call a thing: an IRI, its short form, or the path below the base."""

from pyoxigraph import NamedNode

from trilogue.errors import RequestError
from trilogue.terms import Vocabulary


def iri_named(text: str, vocabulary: Vocabulary) -> str:
    """Give the IRI that *text* means.

    Args:
        text: an absolute IRI, with or without angle brackets; a prefix and a name, such as
            claim:seed-c01; or a path below the base, such as id/claim/seed-c01.
        vocabulary: whose prefixes and base are understood.

    Raises:
        RequestError: it is none of these.
    """
    wanted = text.strip().removeprefix("<").removesuffix(">")
    prefix, colon, local = wanted.partition(":")
    namespace = vocabulary.prefixes().get(prefix) if colon else None
    if namespace is not None:
        wanted = namespace + local
    elif not colon and "/" in wanted:
        wanted = vocabulary.base + wanted.lstrip("/")
    try:
        return NamedNode(wanted).value
    except ValueError as error:
        raise RequestError(
            f'"{text[:200]}" names no thing. Give an IRI such as '
            f"{vocabulary.base}id/claim/seed-c01, or claim:seed-c01 for short."
        ) from error
