import pytest

from trilogue.errors import RequestError
from trilogue.web.parameters import Parameters


def test_values_are_taken_once() -> None:
    parameters = Parameters(b"a=1&b=2&b=3&c=%C3%A9&d=")

    assert parameters.take_one("a") == "1"
    assert parameters.take_all("b") == ["2", "3"]
    assert parameters.take_at_most_one("c") == "é"
    assert parameters.take_one("d") == ""
    assert parameters.take_at_most_one("e") is None
    parameters.finish(())


def test_a_plus_is_a_space_and_an_escaped_one_a_plus() -> None:
    assert Parameters(b"a=1+2%2B3").take_one("a") == "1 2+3"


@pytest.mark.parametrize(
    ("url", "form", "message"),
    [
        (b"a=1&a=2", None, "2 times"),
        (b"b=1", None, '"a" is missing'),
        (b"a=1&b=2", None, '"b" is not known'),
        (b"a=%FF", None, "not UTF-8"),
        (b"a=1", b"b=\xff", "not UTF-8"),
        (b"a=1", b"a=1", "in the address and in the body"),
        (b"&".join([b"b=1"] * 1001), None, "more than 1000"),
    ],
)
def test_rules_are_kept(url: bytes, form: bytes | None, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        read(url, form)


def read(url: bytes, form: bytes | None) -> None:
    parameters = Parameters(url, form)
    parameters.take_one("a")
    parameters.finish(("a",))
