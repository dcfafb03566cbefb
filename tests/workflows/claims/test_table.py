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
        chosen(["V90", "V02", "w16", ""])
    assert [problem.nearest for problem in caught.value.problems][1:] == ["V16", ""]
    assert str(caught.value).startswith("no claim has the id 'V90', there are V01 to V17. Did you mean 'V")
    assert str(caught.value).endswith("See: unrolled claims --help")


@pytest.mark.parametrize("name", ["V07", "v07", "V7", "v7"])
def test_an_id_may_be_written_short(name):
    assert [claim.id for claim in chosen([name])] == ["V07"]
