"""The section with what a thing is tied to, as a table; scripts can draw it."""

from trilogue.networks.neighbours import neighbours
from trilogue.web.networks import offered
from trilogue.web.site import site

Section = tuple[str, dict[str, object]]

# The files of the network have all.
ROWS_SHOWN = 200


def network(iri: str) -> Section | None:
    """Tell what a thing is tied to; None where that is nothing."""
    rows = neighbours(site().network, iri)
    if not rows:
        return None
    return "sections/network.html", {
        "iri": iri,
        "rows": rows[:ROWS_SHOWN],
        "total": len(rows),
        "formats": offered(),
        "slug": iri.rstrip("/").rpartition("/")[2][:60],
    }
