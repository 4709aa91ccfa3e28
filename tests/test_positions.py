import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from trilogue.positions import Positions

TEXT = '''\
# A comment that mentions e:late and <http://e/late>.
@prefix e: <http://e/> .
@prefix x: <http://x/> .

e:one a e:Kind ;
    e:label "one; with . and # inside"@en, "eins"@de ;
    e:note """a long text
e:two e:label "not here" .
""" ;
    e:size 12, 1.5 ;
    e:part [ e:label "inner" ; e:of e:three ] ;
    e:list ( e:one e:four ) .

<http://e/two>
    e:date "2020-01-01"^^<http://x/date> ;
    x:link e:one,
        e:four .

e:one e:later "again" .
e:dotted.name e:label 'single' .
'''
PREFIXES = {"e": "http://e/", "x": "http://x/"}
E = "http://e/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture
def positions() -> Positions:
    return Positions(TEXT, PREFIXES)


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "line"),
    [
        pytest.param("one", None, None, 5, id="subject"),
        pytest.param("two", None, None, 14, id="subject-in-full-form"),
        pytest.param("dotted.name", None, None, 20, id="subject-with-a-dot"),
        pytest.param("one", TYPE, None, 5, id="a-is-the-type"),
        pytest.param("one", f"{E}label", None, 6, id="predicate"),
        pytest.param("one", f"{E}label", Literal("eins", language="de"), 6, id="literal"),
        pytest.param("one", f"{E}note", None, 7, id="predicate-of-a-long-text"),
        pytest.param("one", f"{E}size", "1.5", 10, id="number-after-a-long-text"),
        pytest.param("two", f"{E}date", Literal("2020-01-01"), 15, id="typed-literal"),
        pytest.param("two", "http://x/link", NamedNode(f"{E}four"), 17, id="object-on-its-line"),
        pytest.param("two", "http://x/link", f"{E}one", 16, id="object-as-string"),
        pytest.param("two", "http://x/link", f"{E}none", 16, id="unknown-object-falls-back"),
        pytest.param("two", f"{E}label", None, 14, id="text-inside-a-literal-is-no-statement"),
        pytest.param("one", f"{E}later", None, 19, id="second-block-of-a-subject"),
        pytest.param("one", f"{E}list", f"{E}four", 12, id="inside-a-list"),
        pytest.param("one", f"{E}part", f"{E}three", 11, id="inside-a-blank-node"),
        pytest.param("one", f"{E}nothing", None, 5, id="unknown-predicate-falls-back"),
        pytest.param("four", None, None, 12, id="first-mention-of-what-has-no-block"),
        pytest.param("missing", None, None, None, id="not-there"),
    ],
)
def test_a_thing_is_found(
    positions: Positions,
    subject: str,
    predicate: str | None,
    value: NamedNode | Literal | str | None,
    line: int | None,
) -> None:
    assert positions.line_of(E + subject, predicate, value) == line


def test_other_formats_are_searched_for_the_iri() -> None:
    text = '<rdf:RDF>\n <rdf:Description rdf:about="http://e/one-more"/>\n <x r="http://e/one"/>'

    assert Positions(text, {}).line_of("http://e/one") == 3


def test_escapes_in_iris_and_literals_are_read() -> None:
    positions = Positions('<http://e/\\u0061> <http://e/p> "a\\"b\\n" .', {})

    assert positions.line_of("http://e/a", "http://e/p", 'a"b\n') == 1


@given(st.text(alphabet="<>\"'#@:;.,[](){}\\ \nae1^_"))
def test_no_text_is_too_broken_to_look_at(text: str) -> None:
    Positions(text, {"a": "http://a/"}).line_of("http://a/e", "http://a/e", "1")
