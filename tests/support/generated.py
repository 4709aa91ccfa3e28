"""A graph of any size in the shape of ours: actors, provisions, sources, excerpts and claims.

The same number gives the same bytes, on every machine.
"""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from trilogue.build import build
from trilogue.content import FOLDERS, Content
from trilogue.terms import DEFAULT_BASE

TRI = f"{DEFAULT_BASE}ns/"
ID = f"{DEFAULT_BASE}id/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"

PREFIXES = f"PREFIX tri: <{TRI}>\nPREFIX skos: <{SKOS}>\nPREFIX id: <{ID}>\n"

_SEED = 2021
_VOCABULARY = (
    "act agency approach article authority ban biometric border camera claim commission consent "
    "council crowd database deployer draft emergency exception face footage identification law "
    "letter live market member mandate ministry network observer parliament police position "
    "presidency private prohibition provider public recital recognition registry remote report "
    "right rule safeguard scanning search space stage station street surveillance text training "
    "transparency trilogue vote warrant watchlist"
)
_WORDS = _VOCABULARY.split()
_KINDS = ("company", "institution", "member-state", "ngo", "police", "university")
_STAGES = ("proposal", "general-approach", "position", "negotiation", "final-act", "guidelines")

# Of one hundred records; a claim has the most triples.
_ACTORS, _SOURCES, _EXCERPTS, _PROVISIONS = 6, 14, 24, 14
_ROUND = 100


def triples(count: int) -> Iterator[str]:
    """Give *count* lines of N-Triples, each with its line end."""
    return islice(_endless(), count)


def generated_content(root: Path, count: int, graphs: int = 1) -> Content:
    """Write a content folder that holds *count* generated triples and nothing else.

    Args:
        root: made, with the three folders.
        count: of triples.
        graphs: how many files, and so named graphs, they are spread over.
    """
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    lines = triples(count)
    share = -(-count // graphs)
    for number in range(graphs):
        with (root / "graph" / f"generated-{number}.ttl").open("w", encoding="utf-8") as file:
            file.writelines(islice(lines, share))
    return Content(root)


def built_options(content: Content, store: Path) -> list[str]:
    """Build the *store* of *content* unchecked; give the options for `trilogue serve`."""
    build(content, store, validate=False)
    return ["--content", str(content.root), "--store", str(store)]


def _endless() -> Iterator[str]:
    chance = random.Random(_SEED)  # noqa: S311 - to be the same each time
    number = 0
    while True:
        first = number * _ROUND
        for index in range(first, first + _ACTORS):
            yield from _actor(index, chance)
        for index in range(first, first + _SOURCES):
            yield from _source(index, chance)
        for index in range(first, first + _EXCERPTS):
            yield from _excerpt(index, first + index % _SOURCES, chance)
        for index in range(first, first + _PROVISIONS):
            yield from _provision(index, first, chance)
        for index in range(first, first + _ROUND):
            # Some actors are spoken of everywhere, most only near by.
            about = chance.randrange(_ACTORS) if index % 4 == 0 else first + index % _ACTORS
            yield from _claim(index, first, about, chance)
        number += 1


def _actor(index: int, chance: random.Random) -> Iterator[str]:
    subject = _iri("actor", index)
    yield f"{subject} {RDF_TYPE} <{TRI}Actor> .\n"
    yield _text(subject, f"{SKOS}prefLabel", f"Actor {index} {_words(2, chance)}", "@en")
    yield _text(subject, f"{SKOS}altLabel", f"Akteur {index}", "@de")
    yield f"{subject} <{TRI}actorKind> {_iri('actor-kind', chance.choice(_KINDS))} .\n"
    yield f"{subject} <{TRI}memberOf> {_iri('actor', index // _ROUND * _ROUND)} .\n"


def _source(index: int, chance: random.Random) -> Iterator[str]:
    subject = _iri("source", index)
    yield f"{subject} {RDF_TYPE} <{TRI}Source> .\n"
    yield _text(subject, f"{SKOS}prefLabel", _words(6, chance), "@en")
    yield _text(subject, f"{TRI}publishedOn", _date(chance), f"^^<{XSD_DATE}>")
    yield _text(subject, f"{TRI}webAddress", f"https://source{index}.example/page", "")


def _excerpt(index: int, source: int, chance: random.Random) -> Iterator[str]:
    subject = _iri("excerpt", index)
    yield f"{subject} {RDF_TYPE} <{TRI}Excerpt> .\n"
    yield f"{subject} <{TRI}excerptOf> {_iri('source', source)} .\n"
    yield _text(subject, f"{TRI}locator", f"paragraph {index % 40}", "")
    yield _text(subject, f"{TRI}quotation", _words(20, chance), "@en")


def _provision(index: int, first: int, chance: random.Random) -> Iterator[str]:
    subject = _iri("provision", index)
    yield f"{subject} {RDF_TYPE} <{TRI}ProvisionVersion> .\n"
    yield _text(subject, f"{SKOS}prefLabel", f"Article {index % 113}", "@en")
    yield _text(subject, f"{TRI}provisionText", _words(30, chance), "@en")
    yield f"{subject} <{TRI}atStage> {_iri('stage', chance.choice(_STAGES))} .\n"
    if index > first:
        yield f"{subject} <{TRI}derivedFromVersion> {_iri('provision', index - 1)} .\n"


def _claim(index: int, first: int, about: int, chance: random.Random) -> Iterator[str]:
    subject = _iri("claim", index)
    yield f"{subject} {RDF_TYPE} <{TRI}Claim> .\n"
    yield _text(subject, f"{SKOS}prefLabel", f"Claim {index} {_words(4, chance)}", "@en")
    yield _text(subject, f"{TRI}gloss", _words(14, chance), "@en")
    yield f"{subject} <{TRI}aboutActor> {_iri('actor', about)} .\n"
    yield f"{subject} <{TRI}claimedBy> {_iri('actor', first + chance.randrange(_ACTORS))} .\n"
    yield _text(subject, f"{TRI}claimedOn", _date(chance), f"^^<{XSD_DATE}>")
    evidence = _iri("excerpt", first + chance.randrange(_EXCERPTS))
    yield f"{subject} <{TRI}evidencedBy> {evidence} .\n"
    provision = _iri("provision", first + chance.randrange(_PROVISIONS))
    yield f"{subject} <{TRI}aboutProvision> {provision} .\n"


def _iri(kind: str, name: int | str) -> str:
    return f"<{ID}{kind}/{name}>"


def _text(subject: str, predicate: str, text: str, rest: str) -> str:
    return f'{subject} <{predicate}> "{text}"{rest} .\n'


def _words(count: int, chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


def _date(chance: random.Random) -> str:
    return f"{chance.randint(2019, 2026)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
