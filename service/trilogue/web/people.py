"""Who asks: the person that a token belongs to."""

from typing import overload

from flask import request

from trilogue.access import Role, Token
from trilogue.contribution.model import Person
from trilogue.errors import AccessDenied
from trilogue.web.site import site


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
    """
    authorization = request.headers.get("Authorization")
    access = site().access
    token = access.find(authorization) if role is None else access.require(authorization, role)
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


def _person(token: Token) -> Person | None:
    return Person(token.slug, token.name) if token.slug and token.name else None
