"""How many there are of the sorts of things that a reader asks for first."""

from trilogue.query import evaluate
from trilogue.serialise import table
from trilogue.store import Dataset
from trilogue.terms import RDFS, Vocabulary

SORTS = ("Actor", "Provision", "Norm", "Claim", "Position", "Event", "Source")


def inventory(store: Dataset, vocabulary: Vocabulary) -> dict[str, int]:
    """Count the things of each of `SORTS`, those of narrower classes too."""
    wanted = " ".join(f"<{vocabulary.ns(name).value}>" for name in SORTS)
    query = f"""
        SELECT ?sort (COUNT(DISTINCT ?thing) AS ?number) WHERE {{
          VALUES ?sort {{ {wanted} }}
          ?class <{RDFS}subClassOf>* ?sort . ?thing a ?class .
        }} GROUP BY ?sort"""
    rows = table(evaluate(query, store)).rows
    found = {
        sort.value.rpartition("/")[2]: int(number.value)
        for sort, number in rows
        if sort is not None and number is not None
    }
    return {name: found[name] for name in SORTS if found.get(name)}
