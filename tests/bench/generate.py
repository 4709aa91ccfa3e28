"""Write a graph of any size in the shape of ours, or a store of it that is ready to be served.

``.venv/bin/python tests/bench/generate.py 100000 > big.nt`` writes N-Triples, always the same.
``.venv/bin/python tests/bench/generate.py 100000 --store FOLDER`` makes a content folder and its
store and prints the options for ``trilogue serve``; nothing is validated.
"""

import argparse
import shlex
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from generated import built_options, generated_content, triples


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, help="of triples")
    parser.add_argument("--store", type=Path, metavar="FOLDER", help="made; must not be there")
    parser.add_argument("--graphs", type=int, default=1, help="named graphs in the store")
    arguments = parser.parse_args()
    if arguments.store is None:
        sys.stdout.writelines(triples(arguments.count))
        return
    content = generated_content(arguments.store / "content", arguments.count, arguments.graphs)
    print(shlex.join(built_options(content, arguments.store / "store")))


if __name__ == "__main__":
    main()
