"""The command ``trilogue``, also as ``python -m trilogue``."""

from trilogue.cli import main

if __name__ == "__main__":
    main(prog_name="trilogue")
