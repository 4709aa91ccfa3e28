"""``trilogue query``: one query over the dataset, its answer on standard output."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from trilogue.cli.dataset import as_of_option, dataset_options, opened_dataset
from trilogue.errors import ContentNotFound, RequestError
from trilogue.formats import (
    GRAPH_FORMATS,
    RESULT_FORMATS,
    TURTLE,
    GraphFormat,
    ResultFormat,
    graph_format,
    result_format,
)
from trilogue.query import Answer, evaluate
from trilogue.serialise import Cell, answer_bytes, boolean, table
from trilogue.terms import Vocabulary

TABLE = "table"
_RESULT_WORDS = [format_.suffix for format_ in RESULT_FORMATS]
_GRAPH_WORDS = [format_.suffix for format_ in GRAPH_FORMATS]
_WIDE = 10_000


@click.command()
@click.argument("file", required=False, metavar="[FILE.rq]")
@click.option("-q", "--query", "text", metavar="TEXT", help="The query itself, instead of a file.")
@click.option(
    "--format",
    "word",
    type=click.Choice([TABLE, *_RESULT_WORDS, *_GRAPH_WORDS]),
    help="How to write the answer. By default a table, and Turtle for CONSTRUCT and DESCRIBE.",
)
@dataset_options
@as_of_option
def query(
    *,
    file: str | None,
    text: str | None,
    word: str | None,
    store: str | None,
    content: str | None,
    base: str | None,
    as_of: str | None,
) -> None:
    """Ask the dataset a SPARQL query.

    FILE.rq is a file with the query; - reads it from standard input. The store is built first
    where that is needed. Nothing is changed, and no connection is opened.
    """
    asked = _query_text(file, text)
    with opened_dataset(store, content, base, as_of) as dataset:
        answer = evaluate(asked, dataset.store)
        if word is None:
            word = TURTLE.suffix if answer.kind == "triples" else TABLE
        if word == TABLE:
            _print_table(answer, dataset.vocabulary)
        else:
            data = answer_bytes(answer, _format(answer, word), dataset.vocabulary.prefixes())
            sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")


def _query_text(file: str | None, text: str | None) -> str:
    if (file is None) == (text is None):
        raise click.UsageError("Give a file or -q TEXT, one of them. A file named - is the input.")
    if text is not None:
        return text
    assert file is not None  # noqa: S101 - told above, for the type checker
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ContentNotFound(f"{file}: the query is not UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise ContentNotFound(
            f"{file}: the query cannot be read ({error.strerror}). Look at the name of the file."
        ) from error


def _format(answer: Answer, word: str) -> GraphFormat | ResultFormat:
    """Find the format of a *word* that fits the *answer*.

    Raises:
        RequestError: it does not fit.
    """
    words = _GRAPH_WORDS if answer.kind == "triples" else [TABLE, *_RESULT_WORDS]
    if word not in words:
        raise RequestError(
            f"--format {word} does not fit an answer of {answer.kind}. "
            f"Use one of: {', '.join(words)}.",
            "format",
        )
    return graph_format(word) if answer.kind == "triples" else result_format(word)


def _print_table(answer: Answer, vocabulary: Vocabulary) -> None:
    console = Console()
    if not console.is_terminal:
        # What is piped on must not be folded to a width that nobody sees.
        console = Console(width=_WIDE, no_color=True)
    if answer.kind == "triples":
        _format(answer, TABLE)
    if answer.kind == "boolean":
        console.print("true" if boolean(answer) else "false")
        return
    found = table(answer)
    shown = RichTable(show_lines=False)
    for variable in found.variables:
        shown.add_column(variable, overflow="fold")
    for row in found.rows:
        # Text, so that square brackets in the data are not read as markup.
        shown.add_row(*(Text(_shown(cell, vocabulary)) for cell in row))
    console.print(shown)
    console.print(f"{found.total} {'row' if found.total == 1 else 'rows'}")


def _shown(cell: Cell | None, vocabulary: Vocabulary) -> str:
    if cell is None:
        return ""
    if cell.kind == "uri":
        return vocabulary.shrink(cell.value)
    return f"_:{cell.value}" if cell.kind == "bnode" else cell.value
