"""``trilogue check``: the whole content, or what is found in the files that are named."""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from trilogue import __version__
from trilogue.cli.status import FINDINGS
from trilogue.content import Content, find_content
from trilogue.measures import Standing, as_json, as_text, fallen, floor_of, read_floor
from trilogue.settings import SETTINGS, read_settings
from trilogue.terms import Vocabulary
from trilogue.validation.report import Report, Severity
from trilogue.validation.sarif import as_sarif

_HELP = {setting.name: setting.help for setting in SETTINGS}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]…")
@click.option("--skip-reasoner", is_flag=True, help="Leave the OWL reasoner out; it needs Java.")
@click.option(
    "--format",
    "word",
    type=click.Choice(["text", "json", "sarif", "github", "floor"]),
    default="text",
    show_default=True,
    help="How to write the findings; github for the log of a workflow; floor for --floor.",
)
@click.option("--info", is_flag=True, help="Show notes too, not only violations and warnings.")
@click.option(
    "--report", "measures", is_flag=True, help="Also measure the dataset, and tell how it stands."
)
@click.option(
    "--floor",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Measure, and end with 1 where a figure fell below this file, which --format floor wrote.",
)
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of source texts (.txt) that you have: find glosses that repeat their words.",
)
@click.option("--content", metavar="DIR", help=_HELP["content"])
@click.option("--base", metavar="IRI", help=_HELP["base"])
@click.pass_context
def check(
    ctx: click.Context,
    /,
    *,
    paths: tuple[Path, ...],
    skip_reasoner: bool,
    word: str,
    info: bool,
    measures: bool,
    floor: Path | None,
    **place: Any,
) -> None:
    """Check the content: syntax, shapes, OWL consistency, rules, questions.

    Each finding has its file and line. With PATH, a file or folder, only what is found there is
    shown; the whole content is looked at all the same. A file from outside the content is checked
    as if it were in graph/.

    Ends with 1 where there is a violation, or a figure fell.
    """
    from trilogue.check import check as check_content

    sources: Path | None = place.pop("sources")
    settings = read_settings(os.environ, **place)
    lowest = None if floor is None else read_floor(floor.read_text(encoding="utf-8"), str(floor))
    found_content = find_content(settings.content)
    inside, outside = _sorted_paths(paths, found_content)
    with Console(stderr=True).status("Looking at the content") as status:
        checked = check_content(
            found_content,
            settings.base,
            others=outside,
            reasoner=not skip_reasoner,
            sources=None if sources is None else _texts(sources),
            measures=measures or word == "floor" or lowest is not None,
            progress=status.update,
        )
    report = checked.report
    if paths:
        report = _within(report, [*inside, *map(str, outside)])
    vocabulary = Vocabulary(settings.base)
    if word == "json":
        click.echo(_report_json(report, checked.standings), nl=False)
    elif word == "floor":
        click.echo(json.dumps(floor_of(checked.standings), ensure_ascii=False, indent=1))
    elif word == "sarif":
        click.echo(as_sarif(report, vocabulary.shrink, __version__), nl=False)
    elif word == "github":
        click.echo(report.as_github(vocabulary.shrink), nl=False)
    else:
        shown = report if info else report.without(Severity.INFO)
        click.echo(shown.as_text(vocabulary.shrink), nl=False)
        if measures:
            click.echo(as_text(checked.standings))
        click.echo(
            f"{checked.files} files, {checked.quads} statements: {report.in_words()}, "
            f"in {checked.seconds:.1f} s"
        )
    fell = [] if lowest is None else fallen(lowest, checked.standings)
    for sentence in fell:
        click.echo(sentence, err=True)
    if fell or not report.conforms:
        ctx.exit(FINDINGS)


def _texts(folder: Path) -> dict[str, str]:
    """Read the source texts in a folder, by their file names."""
    return {
        path.name: path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.glob("*.txt"))
    }


def _report_json(report: Report, standings: Sequence[Standing]) -> str:
    """Write the report, with what was measured where something was."""
    if not standings:
        return report.as_json()
    document = {**json.loads(report.as_json()), "measures": as_json(standings)}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _sorted_paths(paths: Iterable[Path], content: Content) -> tuple[list[str], list[Path]]:
    """Tell the paths inside the content, relative to it, from the files outside."""
    inside: list[str] = []
    outside: list[Path] = []
    for path in paths:
        resolved = path.resolve()
        if resolved.is_relative_to(content.root):
            inside.append(resolved.relative_to(content.root).as_posix())
        elif path.is_dir():
            outside.extend(sorted(path.rglob("*.ttl")))
        else:
            outside.append(path)
    return inside, outside


def _within(report: Report, names: list[str]) -> Report:
    """Keep what is in the files or folders *names*, and what is in no file."""
    return Report(
        tuple(
            result
            for result in report.results
            if result.file is None
            or any(
                name in (".", result.file) or result.file.startswith(f"{name}/") for name in names
            )
        )
    )
