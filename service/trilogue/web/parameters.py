"""Parameters of a request, read strictly: known ones only, once or at most once, in UTF-8.

What a server silently ignores, its users cannot see; so everything left over is an error.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl

from trilogue.errors import RequestError, UnsupportedMediaType
from trilogue.formats import HTML, AnyFormat, choose, format_named, wants_html, words

_MOST = 1_000


class Parameters:
    """Names and values, each of which has to be taken; `finish` refuses what is left.

    Args:
        url: the address' query string, as bytes.
        form: the form in the body, as bytes; None where there is none.

    Raises:
        RequestError: not UTF-8, too many, or a name that stands in both.
    """

    def __init__(self, url: bytes, form: bytes | None = None) -> None:
        self._values = _read(url, "address")
        if form is not None:
            for name, values in _read(form, "body").items():
                if name in self._values:
                    raise RequestError(
                        f'The parameter "{name}" is in the address and in the body. '
                        "Give it in one of them.",
                        name,
                    )
                self._values[name] = values

    def take_one(self, name: str) -> str:
        """Take the value of *name*, which must be given once.

        Raises:
            RequestError: it is missing or given several times.
        """
        value = self.take_at_most_one(name)
        if value is None:
            raise RequestError(f'The parameter "{name}" is missing. Give it once.', name)
        return value

    def take_at_most_one(self, name: str) -> str | None:
        """Take the value of *name*, or None where it is not given.

        Raises:
            RequestError: it is given several times.
        """
        values = self._values.pop(name, [])
        if len(values) > 1:
            raise RequestError(
                f'The parameter "{name}" is given {len(values)} times. Give it once.', name
            )
        return values[0] if values else None

    def take_all(self, name: str) -> list[str]:
        """Take all values of *name*, in order; maybe none."""
        return self._values.pop(name, [])

    def has(self, name: str) -> bool:
        """Tell whether *name* was given and not taken yet."""
        return name in self._values

    def finish(self, known: Iterable[str]) -> None:
        """Refuse what was not taken.

        Args:
            known: the names to tell the client about.

        Raises:
            RequestError: something is left.
        """
        for name in self._values:
            listed = ", ".join(known)
            raise RequestError(
                f'The parameter "{name[:80]}" is not known here. '
                + (f"Known are: {listed}." if listed else "There are none; leave it out."),
                name[:80],
            )


def choose_format(word: str | None, accept: str | None, offered: Sequence[AnyFormat]) -> AnyFormat:
    """Choose the format by the format parameter, else by Accept.

    Args:
        word: the parameter's value: a suffix, word or media type; None where it is not given.
        accept: the header's value; a browser gets HTML where that is offered.
        offered: what can be given, best first.

    Raises:
        NotAcceptable: the Accept header names nothing that can be given.
        RequestError: the parameter names no format that is offered.
    """
    if word is None:
        html = next((format_ for format_ in offered if format_ == HTML), None)
        return html if html is not None and wants_html(accept) else choose(accept, offered)
    try:
        return format_named(word, offered)
    except UnsupportedMediaType as error:
        raise RequestError(
            f'format: "{word[:40]}" is not given here. Give one of: {", ".join(words(offered))}.',
            "format",
        ) from error


def _read(data: bytes, place: str) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(
            data.decode("ascii") if data.isascii() else data.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST,
        )
    except UnicodeDecodeError as error:
        raise RequestError(
            f"The parameters in the {place} are not UTF-8. Encode them so."
        ) from error
    except ValueError as error:
        raise RequestError(f"The {place} has more than {_MOST} parameters. Give fewer.") from error
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values
