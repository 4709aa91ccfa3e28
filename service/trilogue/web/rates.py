"""How often somebody may hand something in or try a token: by their token, else by their address.

Kept in memory, by each process for itself. The library is the one below Flask-Limiter, called where
something is handed in, so that reading pays nothing.

Source: RFC 6585, section 4 (429).
"""

import math
import time
from typing import Literal, TypeAlias

from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from trilogue.settings import Settings
from trilogue.web.refusals import RateExceeded

Deed: TypeAlias = Literal["handing", "login"]


class Rates:
    """The limits, and who has used how much of them.

    Args:
        settings: has the limits.
    """

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._allowed = {
            "handing": tuple(parse_many(settings.handing_rate)),
            "login": tuple(parse_many(settings.login_rate)),
        }

    def spend(self, deed: Deed, who: str) -> None:
        """Count a deed.

        Args:
            deed: what is done.
            who: by whom.

        Raises:
            RateExceeded: they have done it too often; this time is not counted.
        """
        for allowed in self._allowed[deed]:
            if not self._limiter.hit(allowed, deed, who):
                free = self._limiter.get_window_stats(allowed, deed, who).reset_time
                seconds = max(1, math.ceil(free - time.time()))
                raise RateExceeded(
                    f"This was asked too often; allowed are {allowed}. Nothing was kept: send it "
                    f"again in {seconds} s.",
                    seconds,
                )
