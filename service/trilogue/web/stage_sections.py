"""What the page of a stage and the page of a practice show beside what every page has."""

from collections.abc import Sequence

from flask import request, url_for

from trilogue.practice_reading import alignments_of, claims_about, positions_on, texts_of
from trilogue.stage_law import Norm, Stages
from trilogue.web.links import Links
from trilogue.web.site import site

CLAIMS_SHOWN = 20
_QUESTION = "q48-claims-about-a-practice"


def stage(iri: str) -> tuple[str, dict[str, object]]:
    """Show the place of a stage in the course, its texts, statuses and norms."""
    law = site().stages
    stages = list(law.stages.values())
    here = next((each for each in stages if each.iri == iri), None)
    own: dict[str, object] = {"here": here, "page": _links().page}
    if here is not None:
        number = stages.index(here)
        own |= {
            "earlier": stages[number - 1] if number else None,
            "later": stages[number + 1] if number + 1 < len(stages) else None,
            "texts": texts_of(site().store, site().vocabulary, iri),
            "rows": [
                (
                    scenario,
                    status,
                    law.changes.get((scenario.iri, stages[number - 1].iri, iri)),
                    law.these(status.because),
                )
                for scenario in law.scenarios
                if scenario.is_row and (status := law.statuses.get((scenario.iri, iri)))
            ],
            "parts": _by_practice(law, law.at(here)),
        }
    return "sections/stage.html", own


def practice(iri: str) -> tuple[str, dict[str, object]]:
    """Show how a practice stood at each stage, and who said and wanted what about it."""
    law = site().stages
    below = law.below.get(iri, frozenset({iri}))
    scenarios = [each for each in law.scenarios if each.practice in below]
    stages = [
        each
        for each in law.stages.values()
        if any((scenario.iri, each.iri) in law.statuses for scenario in scenarios)
    ]
    claims = claims_about(site().store, site().vocabulary, iri)
    question = site().question(_QUESTION)
    slug = iri.rpartition("/")[2]
    norms = [
        (each, [n for n in law.at(each) if law.touch(n.facets["practice"], iri)])
        for each in law.stages.values()
    ]
    return "sections/practice.html", {
        "page": _links().page,
        "slug": slug,
        "scenarios": scenarios,
        "stages": stages,
        "statuses": law.statuses,
        "norms": [(each, some) for each, some in norms if some],
        "positions": positions_on(site().store, site().vocabulary, iri),
        "claims": [
            {**each, "voices": [line.split(" ", 1) for line in each["voices"].splitlines()]}
            for each in claims[:CLAIMS_SHOWN]
        ],
        "all_claims": len(claims),
        "more": url_for("questions.question", name=question.name, practice=slug)
        if question is not None
        else None,
        "alignments": [
            _links().iri(row["other"], {})
            for row in alignments_of(site().store, site().vocabulary, iri)
        ],
    }


def _by_practice(
    law: Stages, norms: Sequence[Norm]
) -> list[tuple[tuple[tuple[str, str], ...], list[Norm]]]:
    """Put norms under their practices, each with IRI and name."""
    found: dict[tuple[tuple[str, str], ...], list[Norm]] = {}
    for norm in norms:
        named = [(each, law.name(each)) for each in norm.facets["practice"]]
        found.setdefault(tuple(sorted(named, key=lambda one: one[::-1])), []).append(norm)
    return sorted(found.items(), key=lambda pair: [name.casefold() for _, name in pair[0]])


def _links() -> Links:
    return Links(site().vocabulary, request.script_root)
