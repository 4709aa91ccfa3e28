"""The IRIs and prefixes that the program itself speaks.

Everything of ours lies under one base: terms under ``ns/``, things under ``id/<type>/``, named
graphs under ``graph/``, ``ontology/`` and ``shape-graph/``, shapes under ``shape/``.
The curated Turtle is written with `DEFAULT_BASE`; a host may serve it under another base.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from pyoxigraph import NamedNode

DEFAULT_BASE = "https://w3id.org/trilogue/"

_SAFE_IN_A_PATH = "/:@!$&'()*+,;=-._~"
# The licence of what is published here.
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
SH = "http://www.w3.org/ns/shacl#"
VANN = "http://purl.org/vocab/vann/"
VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"

FOREIGN_PREFIXES = {
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "sh": SH,
    "vann": VANN,
}

# Prefix → path under the base, in the order in which a Turtle file declares them.
# For most types the prefix is the type; versions and norms have one prefix per stage.
_TYPES = (
    *("practice", "deployer", "space", "timing", "purpose", "trait", "offence", "safeguard"),
    *("stance", "status-value"),
    *("mark", "actor-kind", "role-kind", "influence-kind", "link-kind", "finding", "direction"),
    *("text-form", "basis", "hedge", "source-class"),
    *("actor", "role", "process", "stage", "text", "event", "vote", "source", "excerpt"),
    *("contribution", "contributor", "submission", "step", "step-kind"),
)
_OWN_PREFIXES = {
    "tri": "ns/",
    "shape": "shape/",
    **{name: f"id/{name}/" for name in _TYPES},
    "work": "id/provision-work/",
    **{
        name: f"id/{name}/"
        for name in (
            *("offence-list", "claim", "appraisal", "link", "influence", "letter"),
            *("scenario", "application", "status", "change"),
        )
    },
    # "position" is the version of Parliament's position below, as "proposal" is the proposal's.
    "held-position": "id/position/",
    "act": "id/provision/",
    "proposal": "id/provision/proposal/",
    "approach": "id/provision/general-approach/",
    "position": "id/provision/parliament-position/",
    "agreement": "id/provision/provisional-agreement/",
    "omnibus": "id/provision/omnibus/",
    "act-norm": "id/norm/final-act/",
    "proposal-norm": "id/norm/proposal/",
    "approach-norm": "id/norm/general-approach/",
    "position-norm": "id/norm/parliament-position/",
    "agreement-norm": "id/norm/provisional-agreement/",
    "omnibus-norm": "id/norm/omnibus/",
}

# Class → path under the base in which new things of it are named; those below a class share its
# path unless they have their own. What has no row here is named by nobody who contributes.
# Versions of provisions and norms have one namespace per stage: each prefix under the path.
_MINTED = {
    "Actor": "id/actor/",
    "RoleHolding": "id/role/",
    "LegislativeProcess": "id/process/",
    "Stage": "id/stage/",
    "LegislativeText": "id/text/",
    "Event": "id/event/",
    "Vote": "id/vote/",
    "Source": "id/source/",
    "Excerpt": "id/excerpt/",
    "Provision": "id/provision-work/",
    "ProvisionVersion": "id/provision/",
    "Norm": "id/norm/",
    "ApplicationDate": "id/application/",
    "OffenceList": "id/offence-list/",
    "Claim": "id/claim/",
    "Appraisal": "id/appraisal/",
    "ArgumentLink": "id/link/",
    "Position": "id/position/",
    "InfluenceAct": "id/influence/",
    "Letter": "id/letter/",
    "Scenario": "id/scenario/",
}

# The last part of a thing's IRI.
SLUG = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LONGEST_SLUG = 100
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


def shrunk(iri: str, namespaces: Iterable[tuple[str, str]]) -> str:
    """Write *iri* as ``prefix:local``, else as ``<iri>``; both are valid Turtle and SPARQL.

    Args:
        iri: absolute.
        namespaces: pairs of namespace and prefix; the first that fits is taken.
    """
    for namespace, prefix in namespaces:
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


@dataclass(frozen=True)
class Vocabulary:
    """The names under one base.

    >>> Vocabulary().ns("Claim")
    <NamedNode value=https://w3id.org/trilogue/ns/Claim>
    >>> Vocabulary().shrink("https://w3id.org/trilogue/id/actor/edri")
    'actor:edri'

    Attributes:
        base: an IRI that ends with a slash.
    """

    base: str = DEFAULT_BASE

    def ns(self, name: str) -> NamedNode:
        """Give the class or property *name* of our vocabulary."""
        return NamedNode(f"{self.base}ns/{name}")

    def id(self, type: str, slug: str) -> NamedNode:  # noqa: A002 - the IRI pattern's own words
        """Give the thing ``id/<type>/<slug>``."""
        return NamedNode(f"{self.base}id/{type}/{slug}")

    def graph(self, path: str) -> NamedNode:
        """Give the named graph of the file ``graph/<path>.ttl``."""
        return NamedNode(f"{self.base}graph/{path}")

    @property
    def derived_graph(self) -> NamedNode:
        """The graph that holds everything the rules conclude, and nothing else."""
        return self.graph("derived")

    def namespaces_of(self, class_iri: str) -> tuple[str, ...]:
        """Give the namespaces in which new things of a class are named, by their prefixes' order.

        More than one where each stage has its own; none for a class that has no row of its own.
        """
        path = _MINTED.get(class_iri.removeprefix(f"{self.base}ns/"))
        if path is None:
            return ()
        return tuple(
            namespace
            for namespace in self._prefixes.values()
            if namespace.startswith(self.base + path)
        )

    def prefixes(self) -> dict[str, str]:
        """Give the canonical prefixes, name to namespace, ours first, in their canonical order.

        The dict is the caller's own.
        """
        return dict(self._prefixes)

    def shrink(self, iri: str) -> str:
        """Write *iri* as ``prefix:local`` with the longest fitting prefix, else as ``<iri>``.

        The result is valid Turtle and SPARQL.
        """
        return shrunk(iri, self._namespaces)

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        own = {prefix: self.base + path for prefix, path in _OWN_PREFIXES.items()}
        return own | FOREIGN_PREFIXES

    @cached_property
    def _namespaces(self) -> list[tuple[str, str]]:
        pairs = [(namespace, prefix) for prefix, namespace in self._prefixes.items()]
        return sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)


def slug_of(text: str) -> str:
    """Write a label as the last part of an IRI; empty where nothing of it can be.

    >>> slug_of("Élysée: the 2nd letter!")
    'elysee-the-2nd-letter'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_SLUG].strip("-")


def as_path(text: str) -> str:
    """Write a text as the path of an address, or a part of it: what may not stand there is encoded.

    Source: RFC 3986, section 3.3.
    """
    return quote(text, _SAFE_IN_A_PATH)
