"""Query files of the content: rules, questions, measures and audits.

Whoever may change the content may not, by that, make this machine open a connection.
"""

import itertools

from trilogue.content import ContentFile
from trilogue.errors import ParseError, QueryError
from trilogue.parse import rebase
from trilogue.safety import refuse_service
from trilogue.terms import DEFAULT_BASE


def read_query(file: ContentFile, base: str = DEFAULT_BASE) -> str:
    """Give the text of a query file, with the base put in.

    Raises:
        ContentNotFound: the file cannot be read.
        ParseError: it is not UTF-8, or holds SERVICE.
    """
    try:
        text = rebase(file.read_bytes().decode("utf-8"), base)
    except UnicodeDecodeError as error:
        raise ParseError("the file is not UTF-8. Save it as UTF-8.", file.relative) from error
    try:
        refuse_service(text)
    except QueryError as error:
        raise ParseError(str(error), file.relative) from error
    return text


def head_of(text: str) -> list[str]:
    """Give the comment lines that *text* begins with, without their marks."""
    lines = itertools.takewhile(lambda line: line.startswith("#"), text.splitlines())
    return [line.lstrip("#").strip() for line in lines]
