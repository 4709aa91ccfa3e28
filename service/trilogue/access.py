"""Who may do what: roles, and the tokens that show them.

A token is 256 random bits, told once to whoever made it. The file keeps its digest only, so that
whoever reads the file can use none of them. Nothing else shows a role; there are no passwords.

A token belongs to a person, whose name is told with what the person contributes or decides. One
person may have several tokens: they have one slug, and a slug keeps the name it was first given
with, so that nobody comes to stand behind what somebody else did.

Source: RFC 6750 (bearer tokens), section 2.1.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from trilogue.errors import AccessDenied, SettingsError, TokenMissing
from trilogue.terms import SLUG, slug_of

Role: TypeAlias = Literal["reader", "contributor", "reviewer", "maintainer"]

# Each may do what those before it may.
ROLES: tuple[Role, ...] = get_args(Role)
_BYTES = 32
_SCHEME = "bearer"
# 43 characters are 32 bytes; whatever is longer is none of ours and not worth a digest.
_LONGEST_HEADER = 200
_DIGEST = re.compile("[0-9a-f]{64}")
# Whoever may contribute is told as the one who did.
_WITH_A_PERSON = ROLES[ROLES.index("contributor") :]
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Token:
    """One row of the file.

    Attributes:
        id: by which it is listed and revoked; tells nothing about the secret.
        role: what it shows.
        label: what it is for, in the words of whoever made it; may be empty.
        digest: SHA-256 of the secret, in hexadecimal.
        created: in UTC, ISO 8601.
        expires: in the same way.
        revoked: when it was; None while it is good.
        slug: the end of the IRI of the person it belongs to; None where it belongs to nobody, as
            one for reading may, and one that was made before there were persons.
        name: of that person; None in the same case.
    """

    id: str
    role: Role
    label: str
    digest: str
    created: str
    expires: str
    revoked: str | None = None
    slug: str | None = None
    name: str | None = None

    def is_good(self, now: datetime) -> bool:
        """Tell whether it is neither revoked nor expired at *now*."""
        return self.revoked is None and now < datetime.fromisoformat(self.expires)


class Access:
    """The tokens in one file, read again whenever the file changes.

    Args:
        path: of the file; where there is none, nobody has a role.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def tokens(self) -> Sequence[Token]:
        """Give all tokens, revoked and expired ones too, in the order of their making.

        Raises:
            SettingsError: the file cannot be read.
        """
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self._seen, self._tokens = None, ()
            return ()
        except OSError as error:
            raise _unreadable(self.path) from error
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        if seen != self._seen:
            self._tokens = _read(self.path)
            self._seen = seen
        return self._tokens

    def require(self, authorization: str | None, role: Role) -> Token:
        """Give the token in an Authorization header, when it shows *role* or a higher one.

        Raises:
            TokenMissing: there is none, or it is not good.
            AccessDenied: its role is lower.
        """
        return required(self.find(authorization), role)

    def find(self, authorization: str | None) -> Token | None:
        """Give the good token in an Authorization header; None where there is none."""
        if not authorization or len(authorization) > _LONGEST_HEADER:
            return None
        scheme, _, secret = authorization.partition(" ")
        return self.with_secret(secret.strip()) if scheme.lower() == _SCHEME else None

    def with_secret(self, secret: str) -> Token | None:
        """Give the good token whose *secret* this is; None where there is none."""
        return self.with_digest(_digest(secret)) if len(secret) <= _LONGEST_HEADER else None

    def with_digest(self, digest: str) -> Token | None:
        """Give the good token whose secret has this *digest*; None where there is none."""
        found = None
        for token in self.tokens():
            # All are compared, so that the time tells nothing about which one fits.
            if hmac.compare_digest(token.digest.encode(), digest.encode()):
                found = token
        return found if found is not None and found.is_good(datetime.now(UTC)) else None

    def create(
        self, role: Role, label: str, days: int, name: str | None = None, slug: str | None = None
    ) -> tuple[Token, str]:
        """Make a token that is good for so many *days*.

        Args:
            role: what it shows.
            label: what it is for; may be empty.
            days: from now.
            name: of the person it belongs to; may be left out with a slug that is known, and by
                readers.
            slug: of that person; by default made of the name.

        Returns:
            The row that is kept, and the secret, which is not.

        Raises:
            SettingsError: the name or the slug does not do, or the file cannot be read or written.
        """
        person = self._person(name, slug)
        if person is None and role in _WITH_A_PERSON:
            raise SettingsError(
                f"A token for a {role} belongs to a person, who is told as the one who contributed "
                'or decided. Give a name or a pseudonym: --name "Ada Example".'
            )
        secret = secrets.token_urlsafe(_BYTES)
        now = datetime.now(UTC)
        token = Token(
            secrets.token_hex(4),
            role,
            label,
            _digest(secret),
            now.isoformat(timespec="seconds"),
            (now + timedelta(days=days)).isoformat(timespec="seconds"),
            None,
            *(person or (None, None)),
        )
        self._write((*self.tokens(), token))
        return token, secret

    def _person(self, name: str | None, slug: str | None) -> tuple[str, str] | None:
        """Give slug and name of the person that is meant, who may be known or new."""
        if name is None and slug is None:
            return None
        known = {token.slug: token.name for token in self.tokens() if token.slug}
        if name is not None:
            name = _plain_name(name)
        slug = slug if slug is not None else slug_of(name or "")
        if not SLUG.fullmatch(slug) or slug_of(slug) != slug:
            raise SettingsError(
                f'"{slug[:40]}" cannot be the end of an IRI. Give another with --slug: small '
                "letters a to z, digits and single hyphens."
            )
        name = name if name is not None else known.get(slug)
        if name is None:
            raise SettingsError(f"Nobody is called {slug} yet. Give the name too: --name.")
        if known.get(slug, name) != name:
            raise SettingsError(
                f'{slug} is {known[slug]}, and stays so. Give "{known[slug]}" as the name if that '
                "is the same person, otherwise another --slug."
            )
        return slug, name

    def revoke(self, token_id: str) -> Token:
        """Make the token *token_id* good for nothing; a second call changes nothing.

        Raises:
            SettingsError: there is no such token, or the file cannot be read or written.
        """
        tokens = {token.id: token for token in self.tokens()}
        if token_id not in tokens:
            raise SettingsError(
                f'There is no token "{token_id[:40]}". `trilogue token list` shows those there are.'
            )
        if tokens[token_id].revoked is None:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            tokens[token_id] = replace(tokens[token_id], revoked=now)
            self._write(tuple(tokens.values()))
        return tokens[token_id]

    def _write(self, tokens: tuple[Token, ...]) -> None:
        text = json.dumps({"tokens": [asdict(token) for token in tokens]}, indent=1)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Made with mode 0600, and moved to its place whole.
            handle, name = tempfile.mkstemp(prefix=".tokens-", dir=self.path.parent)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise SettingsError(
                f"{self.path}: the tokens cannot be written here: {error.strerror}. "
                "Name another file with --tokens or TRILOGUE_TOKENS."
            ) from error


def _read(path: Path) -> tuple[Token, ...]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["tokens"]
        tokens = tuple(Token(**row) for row in rows)
        are_sound = all(
            token.role in ROLES
            and _DIGEST.fullmatch(token.digest)
            and datetime.fromisoformat(token.expires).tzinfo
            and (token.slug is None) == (token.name is None)
            for token in tokens
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _unreadable(path) from error
    if not are_sound:
        raise _unreadable(path)
    return tokens


def required(token: Token | None, role: Role, or_else: str = "") -> Token:
    """Give *token*, when it shows *role* or a higher one.

    Args:
        token: that was found to be good; None where there is none.
        role: that is needed.
        or_else: another way to show a token, for the sentence about a missing one.

    Raises:
        TokenMissing: there is none.
        AccessDenied: its role is lower.
    """
    if token is None:
        raise TokenMissing(
            "This needs a token, and the request has none that is good. Send one as "
            f'"Authorization: Bearer …"{or_else}; it needs the role {role}.'
        )
    if ROLES.index(token.role) < ROLES.index(role):
        raise AccessDenied(
            f"The token shows the role {token.role}; this needs {role}. "
            "Ask whoever runs the service for another token.",
            role,
        )
    return token


def _plain_name(name: str) -> str:
    plain = unicodedata.normalize("NFC", " ".join(name.split()))
    if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
        raise SettingsError(
            f'"{plain[:40]}" is no name. Give 1 to {_LONGEST_NAME} characters, all of them visible.'
        )
    return plain


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _unreadable(path: Path) -> SettingsError:
    # Its name and not its place: this may be told to a client.
    return SettingsError(
        f"{path.name}: the file of tokens cannot be read. "
        "Mend it, or remove it and make new tokens with `trilogue token create`."
    )
