import numpy as np

from unrolled_data.images import DigitsConfig, digits_dataset


def read(seed=1):
    return digits_dataset.build(DigitsConfig()).read(seed=seed)


def test_digits_are_eight_rows_of_eight_pixels_from_0_to_1():
    examples = [example for own in read().values() for example in own]
    assert len(examples) == 1797
    assert {example["image"].shape for example in examples} == {(8, 8)}
    assert {example["digit"] for example in examples} == set("0123456789")
    pixels = np.concatenate([example["image"] for example in examples])
    assert (pixels.min(), pixels.max(), pixels.dtype) == (0, 1, np.float32)


def test_pictures_are_those_of_scikit_learn():
    from sklearn.datasets import load_digits

    images, digits = load_digits(return_X_y=True)
    theirs = dict(zip(map(np.ndarray.tobytes, (images / 16).astype(np.float32)), map(str, digits), strict=True))
    for example in read()["test"]:
        assert theirs[example["image"].tobytes()] == example["digit"]


def test_the_file_is_declared():
    assert digits_dataset.build(DigitsConfig()).inputs.packaged == (
        ("scikit-learn", "sklearn/datasets/data/digits.csv.gz"),
    )
