"""Content codings: the choice by Accept-Encoding, and small bodies encoded in place.

Answers of the engine are encoded where they are written; see `trilogue.engine.spool`.

Source: RFC 9110, section 12.5.3 (Accept-Encoding) and 8.4.1 (content codings).
"""

import gzip
from functools import lru_cache
from typing import get_args

import zstandard

from trilogue.engine.model import Coding
from trilogue.errors import NotAcceptable

CODINGS: tuple[Coding, ...] = get_args(Coding)
# Best first, when the client likes them alike.
_BEST: tuple[Coding, ...] = ("zstd", "gzip")
_ALIASES = {"x-gzip": "gzip"}
_GZIP_LEVEL = 5
_LONGEST_HEADER = 500
_HEADERS_KEPT = 256


def choose_coding(accept_encoding: str | None) -> Coding:
    """Choose the coding that the client likes best.

    Only a coding that the client names is used by choice: ``*`` alone gets no coding, unless it
    excludes that.

    Raises:
        NotAcceptable: the client excludes even an answer without coding.
    """
    if not accept_encoding:
        return "identity"
    return _choose(accept_encoding[:_LONGEST_HEADER])


@lru_cache(_HEADERS_KEPT)
def _choose(accept_encoding: str) -> Coding:
    qualities = _qualities(accept_encoding)
    others = qualities.get("*")
    named = [coding for coding in _BEST if qualities.get(coding, 0) > 0]
    identity = qualities.get("identity", 1.0 if others is None or others > 0 else 0.0)
    if named:
        best = max(named, key=lambda coding: qualities[coding])
        # identity is welcome unless it is excluded, but liked better only where that is said.
        liked = qualities.get("identity", 0.0)
        return "identity" if liked > qualities[best] else best
    if identity > 0:
        return "identity"
    unnamed = [coding for coding in ("gzip", "zstd") if coding not in qualities]
    if others and unnamed:
        return "gzip" if "gzip" in unnamed else "zstd"
    raise NotAcceptable(
        f"The Accept-Encoding header ({accept_encoding[:200]}) excludes everything that can be "
        f"given here. Ask for one of: {', '.join(CODINGS)}.",
        CODINGS,
    )


def encoded(data: bytes, coding: Coding) -> bytes:
    """Encode *data*, which should be small."""
    if coding == "gzip":
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)
    if coding == "zstd":
        return zstandard.ZstdCompressor().compress(data)
    return data


def _qualities(header: str) -> dict[str, float]:
    """Read the header; what cannot be read is passed over."""
    found: dict[str, float] = {}
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = -1.0
        if name and 0 <= quality <= 1:
            found[_ALIASES.get(name, name)] = quality
    return found
