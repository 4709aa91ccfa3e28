"""``trilogue contribute``: a researcher's files to a running service."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import urllib3

from trilogue.cli.language import language_option
from trilogue.cli.status import FINDINGS
from trilogue.content import ContentFile
from trilogue.contribution.intake import suffix_format
from trilogue.contribution.model import LICENCES
from trilogue.errors import EngineError, SettingsError
from trilogue.languages import Language

_SECONDS = 60.0
_REFUSED = 422
_LONGEST_TOKEN = 200


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE…",
)
@click.option("--to", "url", metavar="URL", required=True, help="Address of the service.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File that holds your token and nothing else; by default it is asked for.",
)
@click.option(
    "--licence",
    type=click.Choice(list(LICENCES)),
    default="cc-by",
    show_default=True,
    help="Under which licence you give the records.",
)
@click.option("--note", metavar="TEXT", default="", help="A note to the reviewer.")
@language_option
@click.option("--dry-run", is_flag=True, help="Only have the service judge them; needs no token.")
@click.pass_context
def contribute(
    ctx: click.Context,
    /,
    *,
    files: tuple[Path, ...],
    url: str,
    token_file: Path | None,
    language: Language,
    dry_run: bool,
    **said: str,
) -> None:
    """Hand files in at a running service: RDF, or sheets (.xlsx, .csv).

    They are one contribution. It is judged at once, and waits for a reviewer where it conforms.

    Ends with 1 where it does not conform.
    """
    parts = []
    for path in files:
        data = ContentFile(str(path), path, "graph").read_bytes()
        parts.append(("file", (path.name, data, suffix_format(path.suffix).media_type)))
    headers = {"Accept": "application/json", "Accept-Language": language}
    if not dry_run:
        headers["Authorization"] = f"Bearer {_token(token_file)}"
        parts.extend(said.items())  # type: ignore[arg-type]
    status, told = _sent(url, "/validate" if dry_run else "/contributions", parts, headers)
    _tell(told)
    if dry_run:
        click.echo("It conforms." if told["conforms"] else "It does not conform.")
        refused = not told["conforms"]
    elif status == _REFUSED:
        click.echo("It does not conform, and nothing was kept.")
        refused = True
    else:
        click.echo(f"It is {told['state']}: {url.rstrip('/')}/contributions/{told['digest']}")
        refused = False
    if refused:
        ctx.exit(FINDINGS)


def _token(path: Path | None) -> str:
    secret = ""
    if path is not None:
        secret = path.read_text(encoding="utf-8").strip()
    else:
        secret = str(click.prompt("Token", hide_input=True, err=True)).strip()
    if not secret or len(secret) > _LONGEST_TOKEN or not secret.isascii() or " " in secret:
        raise SettingsError("This is no token. Ask whoever runs the service for one.")
    return secret


def _sent(
    url: str, address: str, parts: list[Any], headers: dict[str, str]
) -> tuple[int, dict[str, Any]]:
    if urlsplit(url).scheme not in ("http", "https"):
        raise SettingsError(f'--to: "{url}" is no address. Give one that begins with http.')
    try:
        reply = urllib3.PoolManager(retries=False, timeout=_SECONDS).request(
            "POST", url.rstrip("/") + address, fields=parts, headers=headers, redirect=False
        )
        told = json.loads(reply.data)
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        raise EngineError(
            f"{url}: there is no answer of Trilogue ({error}). Look at the address."
        ) from error
    if not isinstance(told, dict):
        raise EngineError(f"{url}: this is no answer of Trilogue. Look at the address.")
    if reply.status >= 400 and reply.status != _REFUSED:  # noqa: PLR2004 - errors of HTTP
        raise EngineError(f"{url}: {told.get('detail', reply.status)}")
    return reply.status, told


def _tell(told: dict[str, Any]) -> None:
    for result in told.get("results", ()):
        place = result["cell"] or result["line"]
        where = f"{result['file']}:{place}: " if result["file"] and place else ""
        about = f" ({result['focusLabel']})" if result["focusLabel"] else ""
        click.echo(f"{where}{result['severity'].lower()}: {result['message']}{about}")
        if result["remedy"]:
            click.echo(f"    {result['remedy']}")
