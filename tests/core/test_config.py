import pytest
from pydantic import ValidationError

from unrolled import Config
from unrolled.config import digest_json


class Small(Config):
    """Small."""

    width: int = 3
    names: tuple[str, ...] = ()
    rate: float = 0.5


def test_lists_stand_for_tuples_and_whole_numbers_for_floats() -> None:
    parsed = Small.parse({"names": ["a", "b"], "rate": 1})
    assert parsed.names == ("a", "b")
    assert parsed.rate == 1.0


@pytest.mark.parametrize("values", [{"width": "3"}, {"width": True}, {"width": 3.5}, {"names": "ab"}, {"other": 1}])
def test_nothing_is_coerced_and_nothing_unknown_is_taken(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Small.parse(values)


def test_a_config_is_frozen() -> None:
    with pytest.raises(ValidationError):
        Small().width = 4  # type: ignore[misc]


def test_plain_values_parse_back_to_the_same_config() -> None:
    config = Small(width=5, names=("x",))
    assert Small.parse(config.plain()) == config


def test_the_schema_digest_changes_with_a_default() -> None:
    class Other(Config):
        """Small."""

        width: int = 4
        names: tuple[str, ...] = ()
        rate: float = 0.5

    Other.__name__ = Other.__qualname__ = "Small"
    assert Other.schema_digest() != Small.schema_digest()


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_json({"a": 1, "b": [2]}) == digest_json({"b": [2], "a": 1})
    assert digest_json({"a": 1}) != digest_json({"a": 2})
