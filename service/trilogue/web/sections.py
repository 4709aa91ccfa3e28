"""Which sections a page about a thing has above its table of properties, by the thing's class."""

from collections.abc import Callable, Iterable

from trilogue.web import network_sections, portrait_sections, stage_sections, status_sections
from trilogue.web.site import site

Section = tuple[str, dict[str, object]]

# Class, or one above it: what makes the section from the IRI of the thing, as the name of a
# template and what that finds in "section".
_ROWS: dict[str, Callable[[str], Section]] = {
    "Actor": portrait_sections.actor,
    "Claim": portrait_sections.claim,
    "EffectiveStatus": status_sections.status,
    "Norm": portrait_sections.law,
    "Practice": stage_sections.practice,
    "Provision": portrait_sections.law,
    "ProvisionVersion": portrait_sections.law,
    "Source": portrait_sections.source,
    "Stage": stage_sections.stage,
}
# Those that people look at the network of; it comes after what is said of the thing itself.
_TIED = frozenset({"Actor", "Practice", "Norm"})
# Those whose section has pages, which the parameter "page" chooses.
_PAGED = frozenset({"Source"})


def sections_of(iri: str, types: Iterable[str]) -> list[Section]:
    """Make the sections of a thing.

    Args:
        iri: of the thing.
        types: IRIs of its classes.
    """
    names = _names(types)
    sections = [_ROWS[name](iri) for name in names if name in _ROWS]
    network = network_sections.network(iri) if _TIED & set(names) else None
    return sections if network is None else [*sections, network]


def has_pages(types: Iterable[str]) -> bool:
    """Tell whether a thing of these classes has a section with pages."""
    return any(name in _PAGED for name in _names(types))


def _names(types: Iterable[str]) -> list[str]:
    """Give the local names of classes of ours, and of those above them, each once."""
    own, tree = f"{site().vocabulary.base}ns/", site().records.tree
    found = dict.fromkeys(above for one in types for above in tree.above(one))
    return [iri.removeprefix(own) for iri in found if iri.startswith(own)]
