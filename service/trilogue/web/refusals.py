"""Errors that only the web knows."""

from trilogue.errors import AccessError, TrilogueError


class RateExceeded(AccessError):
    """Somebody asked too often.

    Attributes:
        seconds: after which the next request is welcome.
    """

    def __init__(self, message: str, seconds: int) -> None:
        """Keep the *seconds* beside the *message*."""
        super().__init__(message)
        self.seconds = seconds


class FormStale(AccessError):
    """A form came without the mark of the page that it belongs to, or with an old one."""


class ExportsInTheMaking(TrilogueError):
    """The files of this version are not ready yet."""
