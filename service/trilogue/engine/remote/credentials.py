"""How a request shows who asks: nothing, a bearer token, or a user by Basic or Digest.

Source: RFC 6750, section 2.1; RFC 7617; RFC 7616, section 3.4.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field

_PART = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


@dataclass(frozen=True)
class Credentials:
    """A user or a token, never shown.

    Attributes:
        user: None where there is none.
        password: of the user.
        token: sent instead of the user where it is given.
    """

    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    def first(self) -> str | None:
        """Give the Authorization header of a first request; None for none."""
        if self.token is not None:
            return f"Bearer {self.token}"
        if self.user is None:
            return None
        pair = f"{self.user}:{self.password or ''}"
        return f"Basic {base64.b64encode(pair.encode()).decode()}"

    def answer_to(self, challenge: str, method: str, target: str) -> str | None:
        """Answer a Digest *challenge*; None where it is none, or there is no user.

        Args:
            challenge: the WWW-Authenticate header.
            method: of the request.
            target: path and query of the request.
        """
        if self.user is None or not challenge.lower().startswith("digest"):
            return None
        told = {name.lower(): quoted or bare for name, quoted, bare in _PART.findall(challenge)}
        realm, nonce = told.get("realm", ""), told.get("nonce", "")
        count, own = "00000001", secrets.token_hex(8)
        who = _digest(f"{self.user}:{realm}:{self.password or ''}")
        what = _digest(f"{method}:{target}")
        parts = {"username": self.user, "realm": realm, "nonce": nonce, "uri": target}
        if "auth" in told.get("qop", "").split(","):
            response = _digest(f"{who}:{nonce}:{count}:{own}:auth:{what}")
            end = f', qop=auth, nc={count}, cnonce="{own}"'
        else:
            response = _digest(f"{who}:{nonce}:{what}")
            end = ""
        if "opaque" in told:
            parts["opaque"] = told["opaque"]
        parts["response"] = response
        return "Digest " + ", ".join(f'{name}="{value}"' for name, value in parts.items()) + end


def _digest(text: str) -> str:
    # The scheme's own choice; the connection to the engine is what must be trusted.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
