"""The curated content, built once for all tests that ask it something."""

from collections.abc import Callable

import pytest
from pyoxigraph import QuerySolutions

from trilogue.store import Store

Rows = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="session")
def rows(curated_store: Store) -> Rows:
    """Ask a SELECT query; each solution comes as a dict of what is bound, values as text."""

    def ask(query: str) -> list[dict[str, str]]:
        solutions = curated_store.query(query)
        assert isinstance(solutions, QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        return [
            {name: solution[name].value for name in names if solution[name] is not None}
            for solution in solutions
        ]

    return ask
