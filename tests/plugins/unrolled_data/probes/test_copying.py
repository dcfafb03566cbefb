from unrolled_data.probes import CopyConfig, copy_dataset
from unrolled_data.probes.copying import BLANK, MARKER, SYMBOLS


def read(split="test", **section):
    return list(copy_dataset.build(CopyConfig.parse(section)).read(seed=1)[split])


def test_ten_symbols_blanks_and_markers_take_the_lag_and_twenty_steps():
    for example in read(blanks=5, test=20):
        symbols = example["symbols"]
        assert len(symbols) == len(example["copied"]) == 25
        assert set(symbols[:10]) <= set(SYMBOLS)
        assert symbols[10:14] == [BLANK] * 4
        assert symbols[14:] == [MARKER] * 11


def test_the_answer_is_blank_until_the_last_ten_steps_tell_the_symbols():
    for example in read(blanks=5, test=20):
        assert example["copied"] == [BLANK] * 15 + example["symbols"][:10]


def test_no_sequence_is_in_two_splits():
    splits = {split: read(split, train=500) for split in ("train", "validation", "test")}
    keys = [{tuple(example["symbols"]) for example in examples} for examples in splits.values()]
    assert len(set.union(*keys)) == sum(map(len, keys)) == 2500
