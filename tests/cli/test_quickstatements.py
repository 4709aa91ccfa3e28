"""``trilogue quickstatements``."""

from click.testing import CliRunner

from trilogue.cli import main


def test_the_draft_is_written_and_says_that_it_is_one(
    runner: CliRunner, options: list[str]
) -> None:
    result = runner.invoke(main, ["quickstatements", *options])

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("# DRAFT for QuickStatements")
    assert runner.invoke(main, ["quickstatements", *options]).stdout == result.stdout
