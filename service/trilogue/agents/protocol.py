"""The tools over the Model Context Protocol, by its official package.

Source: Model Context Protocol, 2026-07-28, Server features: tools.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Annotated, Any, TypeVar

import anyio
import anyio.to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from trilogue import __version__
from trilogue.agents import answers
from trilogue.agents.tools import Tools
from trilogue.engine.model import Watch
from trilogue.errors import TrilogueError
from trilogue.scenarios import FACET

INSTRUCTIONS = (
    "Trilogue is a dataset on how the EU AI Act came to regulate biometric mass surveillance: who "
    "wanted what, who claims what, and what the text of each stage allows, to whom, where and why. "
    "Everything is read-only. Each answer has citations (record, source, place) and says how to "
    "cite the dataset with its version: hand them on with whatever you tell. A claim in the "
    "dataset is somebody's statement and not a fact; a status is what the text says on its face "
    "and no legal advice. Begin with search or list_questions; check_status takes slugs such as "
    "practice=post-rbi, deployer=law-enforcement."
)
Answered = TypeVar("Answered", bound=answers.Answer)
_READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def _facet(name: str) -> Any:
    return Field(description=f"{FACET[name].words} A slug; a wrong one is told with the nearest.")


class _Offered:
    """The functions that the protocol calls; each runs in a thread of its own.

    Attributes:
        tools: that answer; there while the session lasts.
    """

    tools: Tools

    async def search(
        self,
        text: Annotated[str, Field(description="Words of a name, or an identifier (CELEX, …).")],
        type: Annotated[  # noqa: A002 - the caller's word
            str | None, Field(description="Only things of this class, such as Claim or Actor.")
        ] = None,
        limit: Annotated[int, Field(description="Most hits, from 1 to 50.")] = 10,
    ) -> answers.SearchAnswer:
        """Find actors, claims, provisions, texts, events and terms by name, alias or identifier."""
        return await _cancellable(
            lambda watch: self.tools.search(text, type=type, limit=limit, watch=watch)
        )

    async def describe(
        self,
        thing: Annotated[str, Field(description="An IRI, or short, such as claim:seed-c01.")],
    ) -> answers.Described:
        """Say everything that is recorded about a thing, its evidence, and what points to it."""
        return await _cancellable(lambda _: self.tools.describe(thing))

    async def list_questions(self) -> answers.QuestionList:
        """List the saved questions by name, with the parameters that each leaves open."""
        return await _cancellable(lambda _: self.tools.list_questions())

    async def ask_question(
        self,
        question: Annotated[str, Field(description="A name from list_questions.")],
        parameters: Annotated[
            dict[str, str | list[str]] | None,
            Field(description="Values by parameter; what is left out has its default."),
        ] = None,
    ) -> answers.QueryAnswer:
        """Answer a saved question; the answer is a table with citations."""
        return await _cancellable(
            lambda watch: self.tools.ask_question(question, parameters, watch)
        )

    async def query(
        self,
        sparql: Annotated[
            str,
            Field(
                description="SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE. Declare prefixes; the "
                "vocabulary is https://w3id.org/trilogue/ns/ under the default base."
            ),
        ],
    ) -> answers.QueryAnswer:
        """Answer a SPARQL query within limits of time, rows and bytes; beyond them is an error."""
        return await _cancellable(lambda watch: self.tools.query(sparql, watch))

    async def check_status(
        self,
        practice: Annotated[str, _facet("practice")],
        deployer: Annotated[str | None, _facet("deployer")] = None,
        space: Annotated[str | None, _facet("space")] = None,
        timing: Annotated[str | None, _facet("timing")] = None,
        purpose: Annotated[str | None, _facet("purpose")] = None,
        trait: Annotated[str | None, _facet("trait")] = None,
        stage: Annotated[str | None, Field(description="Only at this stage, by slug.")] = None,
    ) -> answers.StatusAnswer:
        """Say how the text of each stage treats a use, with reasons, provisions and exceptions."""
        facets = {
            "practice": practice,
            "deployer": deployer,
            "space": space,
            "timing": timing,
            "purpose": purpose,
            "trait": trait,
        }
        return await _cancellable(lambda _: self.tools.check_status(facets, stage))

    async def validate_fact(
        self,
        turtle: Annotated[str, Field(description="The records in Turtle, with prefixes.")],
    ) -> answers.Judgement:
        """Say what keeps a fact from being published as it is; nothing is stored."""
        return await _cancellable(lambda _: self.tools.validate_fact(turtle))


def server_over(open_tools: Callable[[], AbstractContextManager[Tools]]) -> MCPServer[None]:
    """Make the server.

    Args:
        open_tools: gives a context manager for `Tools`, which is entered when the session begins:
            by then nothing that it starts has the session's own input and output.
    """
    offered = _Offered()

    @asynccontextmanager
    async def lifespan(_: MCPServer[None]) -> AsyncIterator[None]:
        with open_tools() as offered.tools:
            yield

    server: MCPServer[None] = MCPServer(
        "trilogue",
        title="Trilogue",
        instructions=INSTRUCTIONS,
        version=__version__,
        lifespan=lifespan,
        log_level="WARNING",
    )
    for tool in (
        offered.search,
        offered.describe,
        offered.list_questions,
        offered.ask_question,
        offered.query,
        offered.check_status,
        offered.validate_fact,
    ):
        server.add_tool(tool, annotations=_READ_ONLY)
    return server


async def _cancellable(answer: Callable[[Watch], Answered]) -> Answered:
    """Run *answer* in a thread; end its evaluation when the caller takes the request back.

    Raises:
        ToolError: an error of ours, in its words.
    """
    ends: list[Callable[[], None]] = []
    gone = anyio.Event()

    def watch(end: Callable[[], None]) -> None:
        ends.append(end)
        if gone.is_set():
            end()

    try:
        return await anyio.to_thread.run_sync(lambda: answer(watch), abandon_on_cancel=True)
    except anyio.get_cancelled_exc_class():
        gone.set()
        for end in ends:
            end()
        raise
    except TrilogueError as error:
        raise ToolError(error.message) from error
