import numpy as np
import pytest

from unrolled import DataError
from unrolled_data.images import ImageCaptionsConfig, image_captions_dataset

CAPTIONS = "code\ten\n" + "".join(f"{number // 2}{'-dark' * (number % 2)}\tpicture {number}\n" for number in range(20))
IMAGES = np.arange(20 * 4 * 3 * 3, dtype=np.uint8).reshape(20, 4, 3, 3)
SECTION = {"images": "images.npz", "captions": "captions.tsv", "caption": "en"}


def read(**section):
    return image_captions_dataset.build(ImageCaptionsConfig.parse({**SECTION, **section})).read(seed=1)


@pytest.fixture
def small(folder):
    path = folder(captions__tsv=CAPTIONS)
    np.savez(path / "images.npz", images=IMAGES)
    return path


def test_a_picture_is_read_row_by_row_with_its_caption(small):
    for examples in read().values():
        for example in examples:
            number = int(example["caption"].split()[1])
            assert example["image"].tolist() == (IMAGES[number].reshape(4, 9) / np.float32(255)).tolist()


def test_pictures_of_one_group_stand_in_one_split(small):
    for examples in read(group="code", ignored="-dark").values():
        numbers = {int(example["caption"].split()[1]) for example in examples}
        assert {number ^ 1 for number in numbers} == numbers


def test_grey_pictures_of_numbers_stay_as_they_are(small):
    np.save(small / "grey.npy", IMAGES[..., 0].astype(np.float64))
    assert {example["image"].shape for example in read(images="grey.npy")["train"]} == {(4, 3)}
    assert max(example["image"].max() for example in read(images="grey.npy")["train"]) > 1


@pytest.mark.parametrize(
    ("array", "what"),
    [
        (IMAGES[:19], "19 pictures, and 20 captions in captions.tsv"),
        (IMAGES[0, 0], r"pictures x height x width .* is expected, this is \(3, 3\) of uint8"),
        (np.full((20, 2, 2), "a"), "of <U1"),
        (np.zeros((20, 0, 2)), r"this is \(20, 0, 2\) of float64"),
        (np.full((20, 2, 2), np.nan), "a value is not finite"),
    ],
)
def test_an_array_that_does_not_fit_is_refused(small, array, what):
    np.savez(small / "images.npz", images=array)
    with pytest.raises(DataError, match=what):
        read()


def test_several_arrays_are_refused(small):
    np.savez(small / "images.npz", one=IMAGES, other=IMAGES)
    with pytest.raises(DataError, match="one array is expected, here are one and other"):
        read()


@pytest.mark.parametrize("damaged", [b"PK\x03\x04 no zip", b"no numpy", b""])
def test_a_damaged_file_is_refused(small, damaged):
    (small / "images.npz").write_bytes(damaged)
    with pytest.raises(DataError, match=r"images\.npz: not a readable file of numpy"):
        read()


def test_a_pattern_that_is_none_is_refused():
    with pytest.raises(ValueError, match="ignored"):
        ImageCaptionsConfig(**SECTION, ignored="(")


def test_local_files_are_declared():
    assert image_captions_dataset.build(ImageCaptionsConfig(**SECTION)).inputs.files == ("images.npz", "captions.tsv")


def test_emoji_and_their_names_are_read(shared):
    home = shared / "data" / "captioning"
    splits = read(
        images=str(home / "twemoji32.npz"),
        captions=str(home / "twemoji32_captions.tsv.gz"),
        group="codepoints",
        ignored="-1F3F[B-F]",
    )
    assert sum(map(len, splits.values())) == 3786
    assert {example["image"].shape for example in splits["test"]} == {(32, 96)}
