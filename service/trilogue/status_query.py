"""The query whose answer is one status with its reasons, for readers who want to ask it again."""

from trilogue.terms import SKOS, Vocabulary


def status_query(vocabulary: Vocabulary, scenario: str, stage: str) -> str:
    """Give a SELECT query for the status of a recorded scenario at a stage.

    One row for each norm that the status names and each place where that is laid down; a status
    that names none has one row.

    Args:
        vocabulary: the names under the base.
        scenario: its IRI.
        stage: its IRI.
    """
    prefixes = {"tri": f"{vocabulary.base}ns/", "skos": SKOS}
    prefixes |= {name: f"{vocabulary.base}id/{name}/" for name in ("scenario", "stage")}
    named = [_short(iri, prefixes) for iri in (scenario, stage)]
    lines = [f"PREFIX {name}: <{iri}>" for name, iri in prefixes.items()]
    return "\n".join(
        [
            *lines,
            "SELECT ?value ?basis ?explanation ?rule ?role ?norm ?normLabel ?locator ?gloss",
            "WHERE {",
            f"  ?status tri:statusOf {named[0]} ; tri:statusAt {named[1]} ;",
            "    tri:statusValue/skos:prefLabel ?value ; tri:statusBasis/skos:prefLabel ?basis ;",
            "    tri:explanation ?explanation ; tri:byRule ?rule .",
            '  FILTER(LANG(?value) = "en" && LANG(?basis) = "en")',
            "  OPTIONAL {",
            "    VALUES ?role { tri:becauseOf tri:alsoBecauseOf tri:defeatedNorm tri:openException",
            "      tri:silencedBy tri:silencedNorm tri:safeguardedBy tri:advisoryNorm }",
            "    ?status ?role ?norm . ?norm skos:prefLabel ?normLabel ; tri:laidDownIn ?version .",
            '    FILTER(LANG(?normLabel) = "en")',
            "    ?version tri:locator ?locator .",
            '    OPTIONAL { ?version tri:gloss ?gloss FILTER(LANG(?gloss) = "en") }',
            "  }",
            "} ORDER BY ?role ?locator ?norm",
            "",
        ]
    )


def _short(iri: str, prefixes: dict[str, str]) -> str:
    """Write an IRI as a query would; a record's slug is a local name."""
    for name, start in prefixes.items():
        local = iri.removeprefix(start)
        if local != iri and local.replace("-", "").isalnum():
            return f"{name}:{local}"
    return f"<{iri}>"
