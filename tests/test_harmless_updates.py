"""No update opens a connection or a file, however it is spelled."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trilogue.errors import QueryError, ServiceRefused
from trilogue.query import require_harmless_update
from trilogue.store import Store

FETCHING_UPDATES = {
    "load": "LOAD <{address}>",
    "load-lower-case": "load silent <{address}> into graph <http://e/g>",
    "load-after-another": "INSERT DATA {{ <http://e/a> <http://e/b> 1 }} ; LOAD <{address}>",
    "load-without-spaces": "CLEAR ALL;LOAD<{address}>",
    "load-by-prefix": "PREFIX x: <{address}> LOAD x:",
    "load-with-an-escape": "\\u004cOAD <{address}>",
    "load-with-a-long-escape": "L\\U0000004FAD <{address}>",
    "load-after-a-comment": "# a comment\rLOAD <{address}>",
    "load-in-what-one-parser-takes-for-a-string": '#\r"""\nLOAD <{address}> #"""',
    "load-after-an-escaped-quote": (
        'INSERT DATA {{ <http://e/a> <http://e/b> "\\u0022 }} ; LOAD <{address}> #" }}'
    ),
    "service": "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
    "service-silent": "DELETE {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
    "service-variable": (
        "INSERT {{ ?s ?p ?o }} WHERE {{ VALUES ?e {{ <{address}> }} SERVICE ?e {{ ?s ?p ?o }} }}"
    ),
    "service-after-a-number": "INSERT {{}} WHERE {{ FILTER(1 = 1SERVICE <{address}> {{}}) }}",
    "service-in-a-subselect": (
        "INSERT {{}} WHERE {{ {{ SELECT * {{ SERVICE <{address}> {{}} }} }} }}"
    ),
    "a-mention-in-a-comment": "CLEAR ALL # load nothing",
    "an-open-string": 'INSERT DATA {{ <http://e/a> <http://e/b> "upload }}',
}
HARMLESS_UPDATES = {
    "words-in-strings": 'INSERT DATA { <http://e/a> <http://e/b> "upload service" }',
    "words-in-iris": "INSERT DATA { <http://e/service> <http://e/load> 1 }",
    "words-in-names": "PREFIX load: <http://e/> INSERT DATA { load:service load:b 1 }",
    "words-in-variables": "INSERT { ?load <http://e/b> 2 } WHERE { ?load <http://e/b> 1 }",
    "many-operations": " ; ".join(["INSERT DATA { <http://e/a> <http://e/b> 1 }"] * 1_000),
}


@pytest.mark.parametrize("update", FETCHING_UPDATES.values(), ids=FETCHING_UPDATES)
def test_an_update_that_could_fetch_is_refused(update: str) -> None:
    with pytest.raises(ServiceRefused):
        require_harmless_update(update.format(address="http://127.0.0.1:9/"))


@pytest.mark.parametrize("update", HARMLESS_UPDATES.values(), ids=HARMLESS_UPDATES)
def test_an_update_that_only_mentions_fetching_is_done(update: str, store: Store) -> None:
    require_harmless_update(update)

    store.update(update)
    assert store.count() == (0 if "WHERE" in update else 1)


def test_a_deeply_nested_update_is_refused() -> None:
    groups = "{" * 100 + "}" * 100

    with pytest.raises(QueryError, match="inside each other"):
        require_harmless_update(f"INSERT {{}} WHERE {groups}")


PIECES = [
    "LOAD",
    "lo",
    "ad",
    "\\u004c",
    "OAD",
    "SERVICE",
    "INSERT",
    "WHERE",
    "DATA",
    "CLEAR",
    "ALL",
    "?x",
    "x:",
    "#",
    ";",
    "{",
    "}",
    "<",
    ">",
    ".",
    "'",
    '"',
    '"""',
    "\\",
    "<http://127.0.0.1:9/>",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, " ", "\r", "\n", "CLEAR ALL"]), max_size=14))
def test_what_passes_never_makes_the_engine_fetch(pieces: list[str]) -> None:
    """A fetch would be an error of another kind: the engine refuses that port by itself."""
    update = "".join(pieces)
    try:
        require_harmless_update(update)
    except QueryError:
        return
    with Store.in_memory() as store, suppress(QueryError):
        store.update(update)
