"""Tables of answers in the docs, written from the questions that they name.

Between ``<!-- table: NAME: column, column -->`` and ``<!-- /table -->`` stand the different rows of
the question's answer, things by their English labels. Run as a program it writes all of them anew::

    python tests/support/tables.py
"""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.build import build
from trilogue.content import find_content
from trilogue.questions import read_question
from trilogue.store import Dataset, Store
from trilogue.terms import SKOS, Vocabulary
from trilogue.versions import current_store

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "docs" / "findings.md",)
_TABLE = re.compile(r"(<!-- table: ([\w-]+): ([\w, ]+) -->\n)(.*?)(<!-- /table -->)", re.DOTALL)
_V = Vocabulary()


def written(text: str, dataset: Dataset) -> str:
    """Give the page *text* with all its tables as *dataset* answers now."""
    labels = _labels(dataset)

    def table(found: re.Match[str]) -> str:
        columns = [column.strip() for column in found[3].split(",")]
        lines = [_line(columns), _line(["---"] * len(columns))]
        lines.extend(dict.fromkeys(_rows(found[2], columns, labels, dataset)))
        return f"{found[1]}\n{''.join(lines)}\n{found[5]}"

    return _TABLE.sub(table, text)


def _rows(name: str, columns: list[str], labels: dict[str, str], dataset: Dataset) -> Iterator[str]:
    file = find_content().question(name)
    assert file is not None, name
    answer = dataset.query(read_question(file).query)
    assert isinstance(answer, QuerySolutions)
    for solution in answer:
        yield _line([_shown(solution[column], labels) for column in columns])


def _shown(term: object, labels: dict[str, str]) -> str:
    if isinstance(term, NamedNode):
        return labels.get(term.value) or _V.shrink(term.value)
    return term.value.replace("|", "\\|") if isinstance(term, Literal) else ""


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _labels(dataset: Dataset) -> dict[str, str]:
    rows = dataset.query(
        f"SELECT ?thing ?label {{ ?thing <{SKOS}prefLabel> ?label FILTER(LANG(?label) = 'en') }}"
    )
    assert isinstance(rows, QuerySolutions)
    return {
        thing.value: label.value
        for thing, label in rows
        if isinstance(thing, NamedNode) and isinstance(label, Literal)
    }


def main() -> None:
    """Write the tables of all pages."""
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build(find_content(), store)
        path = current_store(store)
        assert path is not None
        with Store.open_read_only(path) as dataset:
            for page in PAGES:
                page.write_text(written(page.read_text(encoding="utf-8"), dataset), "utf-8")


if __name__ == "__main__":
    main()
