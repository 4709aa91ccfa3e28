"""``trilogue mcp``: the dataset for programs that converse with a model, over standard input."""

import multiprocessing
import os

import click

from trilogue.cli.dataset import built_store, dataset_options
from trilogue.content import find_content
from trilogue.errors import SettingsError
from trilogue.settings import read_settings


@click.command()
@dataset_options
def mcp(**options: str | None) -> None:
    """Offer the dataset to programs by the Model Context Protocol, on standard input and output.

    Read-only tools search, describe, ask saved questions and SPARQL queries, check the legal
    status of a use, and validate a fact. Each answer has citations. It is started by the program
    that asks, and ends when that closes its input.

    The store is built first where that is needed. Needs the extra "agents".
    """
    try:
        from trilogue.agents.protocol import server_over
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"The Model Context Protocol needs a package that is not installed ({error.name}). "
            "Run pip install 'trilogue[agents]'."
        ) from error
    from trilogue.agents.opening import opened_tools

    settings = read_settings(os.environ, **options)
    content = find_content(settings.content)
    built_store(settings, content)
    # A forked process would inherit locks that threads of this one hold.
    multiprocessing.set_start_method("spawn", force=True)
    server_over(lambda: opened_tools(settings, content)).run("stdio")
