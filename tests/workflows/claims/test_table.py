import pytest

from unrolled.errors import ConfigError
from unrolled_workflows.claims.table import CLAIMS, chosen


def test_the_table_holds_the_rows_v01_to_v17_in_order():
    assert [claim.id for claim in CLAIMS] == [f"V{number:02}" for number in range(1, 18)]


def test_no_id_stands_for_all_and_ids_come_in_the_tables_order_once_each():
    assert chosen([]) == list(CLAIMS)
    assert [claim.id for claim in chosen(["V09", "V02", "V09"])] == ["V02", "V09"]


def test_all_unknown_ids_are_named_at_once_with_the_nearest():
    with pytest.raises(ConfigError) as caught:
        chosen(["V9", "V02", "v16"])
    assert [problem.nearest for problem in caught.value.problems] == ["V09", "V16"]
    assert "no claim has the id 'V9', there are V01 to V17. Did you mean 'V09'? See: unrolled claims --help" in str(
        caught.value
    )
