from trilogue.matrix import status_matrix
from trilogue.store import Store
from trilogue.terms import Vocabulary

BASE = "https://w3id.org/trilogue/id/"


def test_rows_are_scenarios_of_the_overview_and_columns_stages_in_order(
    small_store: Store, vocabulary: Vocabulary
) -> None:
    matrix = status_matrix(small_store, vocabulary)

    assert [row.label for row in matrix.scenarios] == ["Police live"]
    assert [column.label for column in matrix.stages] == ["Position", "Final act"]


def test_a_cell_tells_value_exceptions_and_basis(
    small_store: Store, vocabulary: Vocabulary
) -> None:
    cells = status_matrix(small_store, vocabulary).cells

    final = cells[f"{BASE}scenario/police", f"{BASE}stage/final-act"]
    announced = cells[f"{BASE}scenario/police", f"{BASE}stage/position"]
    assert (final.value, final.has_exceptions, final.is_announced) == ("prohibited", True, False)
    assert (announced.label, announced.has_exceptions) == ("high-risk", False)
    assert announced.is_announced


def test_without_statuses_it_is_empty(store: Store, vocabulary: Vocabulary) -> None:
    assert status_matrix(store, vocabulary).cells == {}
