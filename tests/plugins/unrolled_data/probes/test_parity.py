import pytest

from unrolled import DataError
from unrolled_data.probes import ParityConfig, parity_dataset


def read(split="test", **section):
    return list(parity_dataset.build(ParityConfig.parse(section)).read(seed=1)[split])


def test_the_label_is_the_parity_of_the_ones():
    examples = read(shortest=3, longest=40)
    assert {example["parity"] for example in examples} == {"even", "odd"}
    for example in examples:
        assert example["parity"] == ("odd" if example["bits"].count("1") % 2 else "even")


def test_lengths_lie_between_the_bounds():
    assert {len(example["bits"]) for example in read(shortest=30, longest=33)} == {30, 31, 32, 33}


def test_bounds_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="9 is less than shortest"):
        ParityConfig(shortest=10, longest=9)


def test_more_sequences_than_there_are_of_a_length_are_refused():
    with pytest.raises(DataError, match="hold all examples that there are"):
        read(shortest=4, longest=4, validation=400)
