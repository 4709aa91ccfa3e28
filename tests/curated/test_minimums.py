"""How much of the history the graph tells, at the least: counts from the verified facts."""

import pytest
from pyoxigraph import Literal, QuerySolutions

from trilogue.store import Store

PREFIXES = """
PREFIX tri: <https://w3id.org/trilogue/ns/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX claim: <https://w3id.org/trilogue/id/claim/>
"""
# What is counted: pattern of ?thing, and how many there are at the least.
MINIMUMS: dict[str, tuple[str, int]] = {
    "stages": ("?thing a tri:Stage", 6),
    "texts of the procedure": ("?thing a tri:LegislativeText", 25),
    "wordings of provisions, by stage": ("?thing a tri:ProvisionVersion", 190),
    "norms": ("?thing a/rdfs:subClassOf* tri:Norm ; tri:recordedIn ?c", 115),
    "actors": ("?thing a/rdfs:subClassOf* tri:Actor ; tri:recordedIn ?c", 150),
    "roles": ("?thing a tri:RoleHolding", 120),
    "events": ("?thing a/rdfs:subClassOf* tri:Event ; tri:recordedIn ?c", 130),
    "votes": ("?thing a tri:Vote ; tri:votesFor ?n", 7),
    "letters": ("?thing a tri:Letter", 20),
    "letters with a count of signatories": ("?thing a tri:Letter ; tri:signatoryCount ?n", 15),
    "claims of the seed article": (
        "?thing a tri:Claim FILTER(STRSTARTS(STR(?thing), CONCAT(STR(claim:), 'seed-c')))",
        37,
    ),
    "claims by others": (
        "?thing a tri:Claim FILTER(!STRSTARTS(STR(?thing), CONCAT(STR(claim:), 'seed-c')))",
        150,
    ),
    "appraisals": ("?thing a tri:Appraisal", 37),
    "positions with a source": ("?thing a tri:Position ; tri:evidencedBy/tri:excerptOf ?s", 110),
    "influence acts with a source": (
        "?thing a tri:InfluenceAct ; tri:evidencedBy/tri:excerptOf ?s",
        34,
    ),
    "links of argument": ("?thing a tri:ArgumentLink", 150),
    "offence headings": ("?thing a tri:Offence", 16),
}


def number(query: str, store: Store) -> int:
    rows = store.query(PREFIXES + query)
    assert isinstance(rows, QuerySolutions)
    ((value,),) = rows
    assert isinstance(value, Literal)
    return int(value.value)


@pytest.mark.parametrize("what", MINIMUMS)
def test_there_are_at_least_so_many(what: str, curated_store: Store) -> None:
    pattern, least = MINIMUMS[what]

    assert number(f"SELECT (COUNT(DISTINCT ?thing) AS ?n) {{ {pattern} }}", curated_store) >= least


def test_every_record_that_can_be_disputed_leads_to_a_place_in_a_source(
    curated_store: Store,
) -> None:
    pattern = (
        "?record tri:recordedIn ?c ; a/rdfs:subClassOf* tri:Assertable "
        "MINUS { ?record tri:evidencedBy ?e . ?e tri:excerptOf ?source ; tri:locator ?place }"
    )

    assert number(f"SELECT (COUNT(DISTINCT ?record) AS ?n) {{ {pattern} }}", curated_store) == 0


def test_an_influence_act_is_alleged_unless_a_document_shows_it(curated_store: Store) -> None:
    """What only the press or leaks tell of stays an allegation."""
    pattern = """?act a tri:InfluenceAct ; tri:allegedOnly false
        MINUS {
            ?act tri:evidencedBy/tri:excerptOf/tri:sourceClass ?sort .
            FILTER(?sort NOT IN (<https://w3id.org/trilogue/id/source-class/press>,
                                 <https://w3id.org/trilogue/id/source-class/leak-reporting>))
        }"""

    assert number(f"SELECT (COUNT(DISTINCT ?act) AS ?n) {{ {pattern} }}", curated_store) == 0
