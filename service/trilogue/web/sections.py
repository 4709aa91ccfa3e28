"""Sections that the pages of some classes have beside what every page has.

A class has a function that takes the IRI of one of its things and gives a template and what that
shows, which it finds there as ``own``.
"""

from collections.abc import Callable, Iterable

from trilogue.web import stage_sections

Section = tuple[str, dict[str, object]]

# By the local name of the class.
SECTIONS: dict[str, Callable[[str], Section]] = {
    "Practice": stage_sections.practice,
    "Stage": stage_sections.stage,
}


def sections(iri: str, classes: Iterable[str]) -> list[Section]:
    """Give the sections for a thing.

    Args:
        iri: of the thing.
        classes: the local names of its classes, those above them too.
    """
    named = set(classes)
    return [make(iri) for name, make in SECTIONS.items() if name in named]
