"""Joins the rooms of the web skin; adds nothing of its own but headers."""

import hashlib
from pathlib import Path

from flask import Flask, Response, request

from trilogue import __version__
from trilogue.content import Content, find_content
from trilogue.derive import read_rule
from trilogue.engine.model import Engine
from trilogue.questions import read_questions
from trilogue.settings import Settings
from trilogue.terms import Vocabulary
from trilogue.web import openapi, pages, problems, questions, resources, sparql, status
from trilogue.web.site import Site, attach, site

# A form is percent-encoded, which makes a byte three; the rest is for the other parameters.
_ENCODED = 3
_OTHER_PARAMETERS = 20_000
_STYLE = "static/site.css"
# As long as it may be: the address changes with the file.
_STATIC_SECONDS = 31_536_000

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Everything here is public and nothing depends on who asks.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
}


def create_app(settings: Settings, engine: Engine, content: Content | None = None) -> Flask:
    """Make the WSGI application over an engine.

    Args:
        settings: limits and base; the base must be the one the dataset was built with.
        engine: open for as long as the application is used; the caller closes it.
        content: where questions and named graphs come from; by default where the settings say.

    Raises:
        ContentNotFound: there is no content.
        ParseError: a question or rule file is not one.
    """
    app = Flask("trilogue.web")
    app.config["MAX_CONTENT_LENGTH"] = settings.max_query_bytes * _ENCODED + _OTHER_PARAMETERS
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_SECONDS
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    vocabulary = Vocabulary(settings.base)
    content = content or find_content(settings.content)
    asked = tuple(read_questions(content, settings.base))
    files = {file.graph_iri(settings.base): file.relative for file in content.all_files()}
    program = f"{__version__} {_digest_of_pages(Path(app.root_path))}"
    rules = tuple(read_rule(file, vocabulary) for file in content.rules())
    first = Site(settings, engine, engine.view(), program, vocabulary, asked, files, rules)
    attach(app.extensions, first)
    for module in (openapi, pages, questions, resources, sparql, status):
        app.register_blueprint(module.blueprint)
    problems.register(app)
    app.after_request(_add_headers)
    style_version = hashlib.sha256(Path(app.root_path, _STYLE).read_bytes()).hexdigest()[:12]
    app.context_processor(
        lambda: {
            "program_version": __version__,
            "style_version": style_version,
            "dataset_version": site().version,
            "base": settings.base,
        }
    )
    return app


def _digest_of_pages(folder: Path) -> str:
    """Digest what makes the pages, which is edited more often than the version changes."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".html", ".css"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if request.endpoint != "static":
        response.vary.add("Accept")
    return response
