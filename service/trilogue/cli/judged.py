"""Files of a researcher, judged against the content at hand; for several commands."""

from collections.abc import Sequence
from pathlib import Path

from trilogue.build import fill, read_rules
from trilogue.content import Content, ContentFile
from trilogue.contribution.fields import record_types_of
from trilogue.contribution.intake import Taken, suffix_format, take
from trilogue.contribution.sheets.names import Names
from trilogue.errors import ContentNotSound
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.validation.curated import read
from trilogue.validation.judgement import Judge
from trilogue.validation.report import Report
from trilogue.validation.submission import nothing_said


def judged(files: Sequence[Path], content: Content, vocabulary: Vocabulary) -> tuple[Taken, Report]:
    """Judge *files* together, and name the cells of sheets.

    Raises:
        ContentNotSound: the content itself cannot be read.
        UnsupportedMediaType: the name of a file ends with no suffix that is known.
    """
    curated, broken = read(content, vocabulary)
    rules, not_rules = read_rules(content, vocabulary)
    with Store.in_memory() as store:
        _, failed = fill(store, curated, rules, lambda _: None)
        problems = [*broken, *not_rules, *failed]
        if problems:
            raise ContentNotSound(
                "The content itself cannot be read, so nothing can be validated against it. "
                "See `trilogue check`.",
                Report.of(problems),
            )
        types = record_types_of(curated.files, vocabulary)
        parts = [(_bytes(path), suffix_format(path.suffix), str(path)) for path in files]
        taken = take(parts, types, Names(store, vocabulary), vocabulary)
        report = Judge(content, vocabulary).judge(taken.files, store)
    empty = nothing_said(taken.files, vocabulary)
    return taken, taken.with_cells(Report.of([*taken.found, *empty, *report.results]))


def _bytes(path: Path) -> bytes:
    return ContentFile(str(path), path, "graph").read_bytes()
