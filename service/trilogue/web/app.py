"""Joins the rooms of the web skin; adds nothing of its own but headers."""

import hashlib
from http import HTTPStatus
from pathlib import Path
from threading import Lock

from flask import Flask, Response, request

from trilogue import __version__
from trilogue.access import Access
from trilogue.answers import Answers
from trilogue.content import Content, find_content
from trilogue.contribution.ledger import Ledger
from trilogue.derive import read_rule
from trilogue.engine.model import Engine
from trilogue.export.shelf import Shelf
from trilogue.formats import HTML, wants_html
from trilogue.languages import FOLDER
from trilogue.questions import read_questions
from trilogue.schema_org.site import web_page
from trilogue.settings import (
    Settings,
    contributions_file,
    exports_folder,
    key_file,
    tokens_file,
)
from trilogue.signing import signing_key
from trilogue.terms import Vocabulary
from trilogue.web import (
    about,
    bundle,
    changes,
    citing,
    contributions,
    coverage,
    discovery,
    documents,
    drawings,
    exports,
    forms,
    graphs,
    home,
    login,
    nanopublications,
    networks,
    ontology,
    openapi,
    other_forms,
    pages,
    people,
    problems,
    query_help,
    questions,
    resources,
    review,
    search,
    sentences,
    sheet_templates,
    short_addresses,
    sparql,
    stages,
    status,
    tables,
)
from trilogue.web.answering import encode
from trilogue.web.bodies import extend
from trilogue.web.discovery import shared_root
from trilogue.web.office import Reception
from trilogue.web.rates import Rates
from trilogue.web.site import Site, attach, last_site
from trilogue.web.speech import spoken

# A form is percent-encoded, which makes a byte three; the rest is for the other parameters.
_ENCODED = 3
_OTHER_PARAMETERS = 20_000
# As long as it may be: the address changes with the file.
_STATIC_SECONDS = 31_536_000

_POLICY = (
    # Scripts are files of ours, and talk to us alone: none stands in a page, none is put together
    # from text, and none comes from another site.
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors"
)
_HEADERS = (
    ("Content-Security-Policy", f"{_POLICY} 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    # What everybody may read, other sites' pages may. They can send no token, see _PREFLIGHT, and
    # with "*" no browser gives them what a cookie of ours would show.
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        (
            "Accept-Ranges, Allow, Cache-Status, Content-Disposition, Content-Encoding, "
            "Content-Range, ETag, Link, Location, Repr-Digest, Retry-After, "
            "Trilogue-Dataset-Version, Trilogue-Limits, Vary, WWW-Authenticate"
        ),
    ),
)
# Reading only: neither PUT and DELETE nor Authorization.
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
)
_ROOMS = (
    bundle,
    openapi,
    pages,
    home,
    about,
    questions,
    resources,
    sparql,
    query_help,
    graphs,
    status,
    stages,
    changes,
    contributions,
    review,
    coverage,
    exports,
    discovery,
    documents,
    forms,
    login,
    networks,
    drawings,
    ontology,
    search,
    sheet_templates,
    short_addresses,
    citing,
    nanopublications,
    other_forms,
    tables,
)
_VARY = "Accept, Accept-Encoding"
_VARYING_HEADERS = (*_HEADERS, ("Vary", _VARY))
# Of what others may show inside their pages.
_FRAMED_HEADERS = (("Content-Security-Policy", f"{_POLICY} *"), *_VARYING_HEADERS[1:])


class _Application(Flask):
    """Flask, with an answer to OPTIONS that a browser's preflight understands.

    Source: Fetch, section 3.3 (CORS protocol).
    """

    def make_default_options_response(self) -> Response:
        response = super().make_default_options_response()
        response.status_code = 204
        response.headers.extend(_PREFLIGHT)
        return response


def create_app(
    settings: Settings,
    engine: Engine,
    content: Content | None = None,
    access: Access | None = None,
    *,
    resume: bool = False,
) -> Flask:
    """Make the WSGI application over an engine.

    Args:
        settings: limits and base; the base must be the one the dataset was built with.
        engine: open for as long as the application is used; the caller closes it.
        content: where questions and named graphs come from; by default where the settings say.
        access: who may write; by default the tokens in the file that the settings say.
        resume: whether to carry out what a service that was stopped had left undone.

    Raises:
        ContentNotFound: there is no content.
        ParseError: a question or rule file is not one.
    """
    app = _Application("trilogue.web")
    app.config["MAX_CONTENT_LENGTH"] = settings.max_query_bytes * _ENCODED + _OTHER_PARAMETERS
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_SECONDS
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    vocabulary = Vocabulary(settings.base)
    content = content or find_content(settings.content)
    asked = tuple(read_questions(content, settings.base))
    program = f"{__version__} {_digest_of_pages(Path(app.root_path), FOLDER)}"
    rules = tuple(read_rule(file, vocabulary) for file in content.rules())
    writing = Lock()
    ledger = Ledger(contributions_file(settings, content.root))
    reception = Reception(engine, content, vocabulary, ledger, rules, asked, writing)
    first = Site(
        settings=settings,
        engine=engine,
        view=engine.view(),
        program=program,
        vocabulary=vocabulary,
        questions=asked,
        content=content,
        answers=Answers(settings.cache_bytes),
        access=access or Access(tokens_file(settings, content.root)),
        writing=writing,
        rules=rules,
        reception=reception,
        rates=Rates(settings),
        shelf=Shelf(exports_folder(settings, content.root)),
    )
    attach(app.extensions, first)
    for module in _ROOMS:
        app.register_blueprint(module.blueprint)
    people.register(
        app,
        settings,
        lambda: signing_key(settings.secret_key, key_file(settings, content.root)),
    )
    problems.register(app)
    if resume:
        reception.resume(lambda error: app.logger.error("Contributions are not resumed: %s", error))
    sentences.register(app)
    app.after_request(_add_headers)
    built = bundle.read_bundle(Path(app.root_path))
    app.context_processor(
        lambda: {
            "program_version": __version__,
            "bundle": built,
            "dataset_version": last_site().version,
            "base": settings.base,
            "shared_root": shared_root,
            "limits": last_site().limit_values,
            "web_page": lambda title: web_page(
                title, f"{settings.base}{request.path.removeprefix('/')}"
            ),
        }
    )
    return app


def _digest_of_pages(*folders: Path) -> str:
    """Digest what makes the pages, which is edited more often than the version changes."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js", ".po"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _add_headers(response: Response) -> Response:
    if request.endpoint in ("static", "bundle.file"):
        extend(response.headers, _HEADERS)
        return response
    extend(response.headers, _FRAMED_HEADERS if _is_framed(response) else _VARYING_HEADERS)
    if _is_spoken(response):
        varying = (*response.headers.getlist("Vary"), "Accept-Language")
        response.headers["Vary"] = ", ".join(varying)
        response.headers.setdefault("Content-Language", spoken())
    encode(response)
    return response


def _is_framed(response: Response) -> bool:
    """Tell whether others may show it inside their pages; what went wrong they may not."""
    shown = (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
    return request.endpoint == home.FRAMED and response.status_code in shown


def _is_spoken(response: Response) -> bool:
    """Tell whether it is a page; of one that did not change, which has no type, by who asks."""
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return wants_html(request.headers.get("Accept"))
    return response.mimetype == HTML.media_type
