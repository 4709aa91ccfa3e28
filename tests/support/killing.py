"""Queries that would never end or take all memory: the files, and those too long to be files."""

from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / "service" / "killers"


def killers() -> dict[str, str]:
    """Give every killer by its name."""
    files = {path.stem: path.read_text("utf-8") for path in sorted(_FOLDER.glob("*.rq"))}
    return files | _generated()


def _generated() -> dict[str, str]:
    count = "SELECT (COUNT(*) AS ?count) WHERE"
    numbers = " ".join(map(str, range(8_000)))
    more_numbers = " ".join(map(str, range(40_000)))
    return {
        "huge-values": f"{count} {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} "
        "?c ?d ?e FILTER(?a + ?b = ?e) }",
        "values-larger-than-allowed": f"{count} {{ VALUES ?a {{ {more_numbers} }} }}",
        "deep-groups": f"{count} {{ {'{ ' * 5_000}?a ?b ?c{' }' * 5_000} }}",
        "deep-brackets": f"{count} {{ ?a ?b ?c FILTER({'(' * 5_000}?c{')' * 5_000}) }}",
        "deep-negations": f"{count} {{ ?a ?b ?c FILTER({'!' * 20_000}?c) }}",
        "deep-functions": f"SELECT ({'STR(' * 5_000}1{')' * 5_000} AS ?text) WHERE {{ }}",
        "deep-paths": f"{count} {{ ?a {'(' * 60}!a{')*' * 60} ?b . ?b (!a|!^a)* ?c . ?c ?d ?e }}",
        "tower-of-unions": f"{count} {{ ?x ?y ?z . "
        + " ".join(f"{{ ?a{n} ?b{n} ?c{n} }} UNION {{ ?c{n} ?b{n} ?a{n} }}" for n in range(30))
        + " }",
    }
