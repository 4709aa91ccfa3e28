"""Who asks: the person that a token belongs to, sent with the request or once at the login.

A browser's session holds the token's digest, in a signed cookie that scripts cannot read and that
other sites' forms are not sent with. Whatever a session changes comes from a form of ours, which
bears a mark that nobody else can make (CSRF protection).

Source: RFC 6265bis, sections 5.6.7 (SameSite) and 4.1.2.6 (HttpOnly).
"""

from collections.abc import Callable
from contextlib import suppress
from typing import overload

from flask import Flask, Request, Response, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix
from wtforms.validators import ValidationError

from trilogue.access import Role, Token, required
from trilogue.contribution.model import Person
from trilogue.errors import AccessDenied
from trilogue.settings import Settings
from trilogue.web.rates import Deed
from trilogue.web.refusals import FormStale
from trilogue.web.site import site

SESSION_SECONDS = 12 * 3_600
_COOKIE = "trilogue"
_TOKEN = "token"  # noqa: S105 - a key in the session
_MARK = "csrf_token"
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class _Sessions(SecureCookieSessionInterface):
    """Flask's, but a request without our cookie costs nothing, and the key is read when needed."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def have_key(self, app: Flask) -> None:
        """See that *app* has the key."""
        if app.secret_key is None:
            app.secret_key = self._key()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if _COOKIE not in request.environ.get("HTTP_COOKIE", ""):
            return self.session_class()
        self.have_key(app)
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified:
            self.have_key(app)
            super().save_session(app, session, response)

    def get_cookie_secure(self, app: Flask) -> bool:
        del app
        return request.is_secure


def register(app: Flask, settings: Settings, key: Callable[[], bytes]) -> None:
    """Give *app* sessions.

    Args:
        app: that has none yet.
        settings: how many proxies stand in front.
        key: gives the key that signs them; called when the first session begins.
    """
    sessions = _Sessions(key)
    app.session_interface = sessions
    app.config.update(
        SESSION_COOKIE_NAME=_COOKIE,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SESSION_SECONDS,
        # A form may lie open for as long as the session lasts.
        WTF_CSRF_TIME_LIMIT=None,
    )

    def csrf_token() -> str:
        sessions.have_key(app)
        return str(generate_csrf())

    app.jinja_env.globals["csrf_token"] = csrf_token
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )


def log_in(secret: str) -> Token | None:
    """Begin a session for whoever knows the *secret* of a good token; None where it is none."""
    token = site().access.with_secret(secret)
    session.clear()
    if token is not None:
        session[_TOKEN] = token.digest
        session.permanent = True
    return token


def log_out() -> None:
    """End the session."""
    session.clear()


def require_own_form() -> None:
    """See that the form of this request is one of ours.

    Raises:
        FormStale: it does not bear the mark of this session.
    """
    # Without a session there is nothing to compare with.
    if _MARK in session:
        with suppress(ValidationError):
            validate_csrf(request.form.get(_MARK))
            return
    raise FormStale(
        "The form does not belong to your session, which may have ended meanwhile. Nothing was "
        "kept. Log in, load the page again and send it from there."
    )


@overload
def person_of_request(role: Role) -> tuple[Person, Role]: ...
@overload
def person_of_request(role: None) -> tuple[Person, Role] | None: ...
def person_of_request(role: Role | None) -> tuple[Person, Role] | None:
    """Give the person who asks, with their role.

    Args:
        role: the least that is needed; None where anybody may ask, and then nobody is no error.

    Raises:
        TokenMissing: there is no good token.
        AccessDenied: its role is lower, or it belongs to nobody.
        FormStale: a session would change something by a form that is not ours.
    """
    token = _token()
    if role is not None:
        token = _required(token, role)
    if token is None:
        return None
    person = _person(token)
    if person is None:
        if role is None:
            return None
        raise AccessDenied(
            "The token belongs to nobody, and a contribution has a contributor. Ask whoever runs "
            "the service for one that was made with --name.",
            "contributor",
        )
    return person, token.role


def spend(deed: Deed) -> None:
    """Count a deed of whoever asks.

    Raises:
        RateExceeded: they have done it too often.
    """
    token = _token() if deed == "handing" else None
    who = f"address {request.remote_addr}" if token is None else f"token {token.id}"
    site().rates.spend(deed, who)


def _token() -> Token | None:
    """Give the good token of this request: of its header, and without one of its session."""
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        return site().access.find(authorization)
    digest = session.get(_TOKEN)
    return site().access.with_digest(digest) if isinstance(digest, str) else None


def _required(token: Token | None, role: Role) -> Token:
    shown = required(token, role, ", or log in with it")
    if request.method not in _READS and "Authorization" not in request.headers:
        require_own_form()
    return shown


def _person(token: Token) -> Person | None:
    return Person(token.slug, token.name) if token.slug and token.name else None
