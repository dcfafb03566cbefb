import gzip
from collections import Counter

import pytest

from unrolled import DataError
from unrolled_data.class_files import ClassFilesConfig, class_files_dataset

CLASSES = {"good": "good.txt", "bad": "bad.txt"}


def read(seed=1, **section):
    splits = class_files_dataset.build(ClassFilesConfig.parse({"classes": CLASSES, **section})).read(seed=seed)
    return {split: list(examples) for split, examples in splits.items()}


@pytest.fixture
def files(folder):
    return folder(
        good__txt="".join(f"good {number}\n" for number in range(20)) + "both\n",
        bad__txt="".join(f"bad {number}\n" for number in range(20)) + "\nBoth\n",
    )


def test_a_line_has_the_class_of_its_file(files):
    examples = [example for own in read().values() for example in own]
    assert Counter(example["label"] for example in examples) == {"good": 21, "bad": 21}
    assert all(example["text"].startswith((example["label"], "both", "Both")) for example in examples)


def test_a_line_of_two_files_stands_in_one_split_with_both(files):
    homes = {split for split, own in read().items() for example in own if example["text"].lower() == "both"}
    assert len(homes) == 1


def test_the_folds_are_disjoint_and_together_the_whole(files):
    tests = [{example["text"].lower() for example in read(folds=5, fold=fold)["test"]} for fold in range(5)]
    assert len(set.union(*tests)) == sum(map(len, tests)) == 41
    assert {len(test) for test in tests} == {8, 9}


def test_a_fold_is_trained_on_all_others_but_for_validation(files):
    splits = read(folds=5, fold=2)
    keys = {split: {example["text"].lower() for example in own} for split, own in splits.items()}
    assert len(keys["train"]) + len(keys["validation"]) + len(keys["test"]) == 41
    assert len(keys["validation"]) == 3


def test_a_fold_that_is_none_is_refused():
    with pytest.raises(ValueError, match="fold 5 is none of the 5"):
        ClassFilesConfig(classes=CLASSES, folds=5, fold=5)
    with pytest.raises(ValueError, match="fold 1 is none of the 1"):
        ClassFilesConfig(classes=CLASSES, fold=1)


def test_unlabelled_text_holds_no_held_out_line(files):
    (files / "more.txt").write_text("".join(f"GOOD {number}\n" for number in range(20)) + "another\n")
    splits = read(unlabelled="more.txt")
    held = {example["text"].lower() for split in ("validation", "test") for example in splits[split]}
    texts = [example["text"].lower() for example in splits["unlabelled"]]
    assert texts[-1] == "another"
    assert len(texts) == 21 - sum(text.startswith("good") for text in held)


def test_files_in_latin_1_are_read_where_the_config_says_so(folder):
    folder(good__txt="".join(f"caf\xe9 {n}\n" for n in range(9)).encode("latin-1"), bad__txt="a\nb\nc\n")
    assert "café 1" in {example["text"] for own in read(encoding="latin-1").values() for example in own}
    with pytest.raises(DataError, match=r"good\.txt:1: not valid UTF-8: 0xe9 at byte 3"):
        read()


def test_packed_files_are_read_and_every_local_file_is_declared(folder):
    folder(good__txt__gz=gzip.compress(b"a\nb\nc\nd\ne\nf\n"), bad__txt="g\nh\ni\nj\n")
    section = {"classes": {"good": "good.txt.gz", "bad": "bad.txt"}}
    assert sum(map(len, read(**section).values())) == 10
    config = ClassFilesConfig.parse({**section, "unlabelled": "more.txt"})
    assert class_files_dataset.build(config).inputs.files == ("good.txt.gz", "bad.txt", "more.txt")


def test_missing_files_are_all_named(folder):
    folder(good__txt="a\n")
    with pytest.raises(DataError, match=r"bad\.txt: there is no such file"):
        read()


def test_reviews_in_two_files_are_read_as_published(shared):
    home = shared / "data" / "sentiment"
    classes = {label: str(home / f"rt-polarity.{label[:3]}.gz") for label in ("positive", "negative")}
    splits = read(classes=classes, encoding="latin-1", folds=10)
    counts = Counter(example["label"] for own in splits.values() for example in own)
    assert counts == {"positive": 5331, "negative": 5331}
    assert len({example["text"] for example in splits["test"]}) == 1067
