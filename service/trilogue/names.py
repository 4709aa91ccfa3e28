"""What things are called in languages other than English, as far as it is known."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from trilogue.describe import LABELS
from trilogue.query import evaluate
from trilogue.serialise import table
from trilogue.store import Dataset


class Names:
    """The names of a dataset that are not English; read with the first question.

    Args:
        store: of the dataset.
    """

    def __init__(self, store: Dataset) -> None:
        self._store = store

    def best(self, iri: str, english: str, language: str) -> tuple[str, str]:
        """Say what *iri* is called in *language*, and in which language that is.

        Args:
            iri: of the thing.
            english: what it is called in English, or in the language of its only name.
            language: that is wanted.

        Returns:
            A name and its language; *english* where none is known in the one that is wanted.
        """
        known = self._known.get(iri)
        if known is None:
            return english, "en"
        if language in known:
            return known[language], language
        return english, next((each for each, text in known.items() if text == english), "en")

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, str]]:
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        # The best property last, so that its names stand.
        for property_ in reversed(LABELS):
            query = f"""
                SELECT ?thing ?name WHERE {{
                  ?thing <{property_.value}> ?name .
                  FILTER(isIRI(?thing) && LANG(?name) != "" && !LANGMATCHES(LANG(?name), "en"))
                }} ORDER BY ?thing DESC(?name)"""
            for thing, name in table(evaluate(query, self._store)).rows:
                if thing is not None and name is not None and name.language:
                    found[thing.value][name.language.lower()] = name.value
        return dict(found)
