"""What things are called in each language, as far as it is known."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from trilogue.describe import LABELS
from trilogue.query import evaluate
from trilogue.serialise import table
from trilogue.store import Dataset


class Names:
    """The names of what has names beside English ones; read with the first question.

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
        if language != "en" and language in known:
            return known[language], language
        # Many a name is the same in several languages.
        if known.get("en") == english:
            return english, "en"
        return english, next((each for each, text in known.items() if text == english), "en")

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, str]]:
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        # The best property last, so that its names stand.
        for property_ in reversed(LABELS):
            query = f"""
                SELECT DISTINCT ?thing ?name WHERE {{
                  ?thing <{property_.value}> ?other .
                  FILTER(isIRI(?thing) && LANG(?other) != "" && !LANGMATCHES(LANG(?other), "en"))
                  ?thing <{property_.value}> ?name .
                  FILTER(LANG(?name) != "")
                }} ORDER BY ?thing DESC(?name)"""
            for thing, name in table(evaluate(query, self._store)).rows:
                if thing is not None and name is not None and name.language:
                    tag = name.language.lower()
                    found[thing.value]["en" if tag.startswith("en-") else tag] = name.value
        return dict(found)
