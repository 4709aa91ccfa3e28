"""Takes the pictures of pages that README.md and docs/use.md show, from the curated dataset.

Run it when the pages have changed, with Chromium on the PATH::

    make pictures

A picture has few colours, so that the repository stays small: a page has few.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from browsing import Visitor, browser
from PIL import Image
from places import ROOT, serving

FOLDER = ROOT / "docs" / "pictures"
LARGEST_BYTES = 150_000
_COLOURS = 64


@dataclass(frozen=True)
class Picture:
    """One to take.

    Attributes:
        path: of the page's address.
        size: of the window.
        scheme: of its colours.
    """

    path: str
    size: str = "desktop"
    scheme: str = "light"


_QUERY = (
    "PREFIX+tri%3A+%3Chttps%3A%2F%2Fw3id.org%2Ftrilogue%2Fns%2F%3E%0A"
    "PREFIX+skos%3A+%3Chttp%3A%2F%2Fwww.w3.org%2F2004%2F02%2Fskos%2Fcore%23%3E%0A%0A"
    "SELECT+%3Fdate+%3Fevent+%3Fname%0AWHERE+%7B%0A++%3Fevent+tri%3AeventDate+%3Fdate+%3B+"
    "skos%3AprefLabel+%3Fname+.%0A++FILTER%28lang%28%3Fname%29+%3D+%22en%22%29%0A%7D%0A"
    "ORDER+BY+%3Fdate%0ALIMIT+20"
)
PICTURES = {
    "home": Picture("/#overview"),
    "home-dark-phone": Picture("/", "phone", "dark"),
    "status": Picture(
        "/status?practice=real-time-rbi&deployer=law-enforcement&space=publicly-accessible"
    ),
    "actor": Picture("/actor/france"),
    "claim": Picture("/claim/seed-c21"),
    "diff": Picture("/diff?from=general-approach&to=final-act"),
    "search": Picture("/search?q=france"),
    "sparql": Picture(f"/sparql?query={_QUERY}"),
    "contribute": Picture("/contribute/Claim"),
}


def reduced(png: bytes) -> bytes:
    """Write a picture with a palette."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        few = image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        serving(ROOT / "graph", Path(folder)) as place,
        browser() as chromium,
    ):
        for name, picture in PICTURES.items():
            visitor = Visitor(chromium, place.address, size=picture.size, scheme=picture.scheme)
            page = visitor.go(picture.path)
            data = reduced(page.screenshot())
            (FOLDER / f"{name}.png").write_bytes(data)
            faults = visitor.faults()
            visitor.close()
            sys.stdout.write(f"{name}.png: {len(data)} bytes\n")
            if faults or len(data) > LARGEST_BYTES:
                raise SystemExit(f"{name}: {faults}, at most {LARGEST_BYTES} bytes")


if __name__ == "__main__":
    main()
