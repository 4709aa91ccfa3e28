"""The parts that a release may have, by name; a new kind of file is a new row."""

from trilogue.export.dumps import write_dumps
from trilogue.export.forms import crate_around, nanopublications_of, networks_of, tables_of
from trilogue.export.graphs import write_graphs
from trilogue.export.patch import write_patch
from trilogue.export.release import PartWriter
from trilogue.export.void import write_void

# In the order in which they are written and listed. A writer makes the folders that it needs,
# names its files by `Release.name` where a release without the derived graph has others, and
# tells `Release.progress` each name; `release.MEDIA_TYPES` knows the suffixes.
PARTS: dict[str, PartWriter] = {
    "dumps": write_dumps,
    "graphs": write_graphs,
    "void": write_void,
    "patch": write_patch,
    "tables": tables_of,
    "networks": networks_of,
    "nanopublications": nanopublications_of,
    # Last, since it describes the others.
    "crate": crate_around,
}
# Those that are read record by record, which takes longer than copying statements.
OTHER_FORMS = frozenset({"tables", "networks", "nanopublications"})
