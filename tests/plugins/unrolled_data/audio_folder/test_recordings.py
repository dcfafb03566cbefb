"""A folder of recordings as examples."""

from __future__ import annotations

import tarfile

import numpy as np
import pytest
from pydantic import ValidationError

from unrolled import DataError
from unrolled.testing import conform
from unrolled_data import AudioFolderConfig, audio_folder

from .conftest import wav

PATTERN = r"(?P<label>\w+)/(?P<speaker>\w+)_(?P<take>\d)"


def config(path="spoken", **values):
    return AudioFolderConfig.parse({"path": str(path), "pattern": PATTERN, "sample_rate": 8000, **values})


def read(path="spoken", seed=1, **values):
    splits = audio_folder.build(config(path, **values)).read(seed=seed)
    return {split: list(examples) for split, examples in splits.items()}


def waves(examples):
    return {example["wave"].tobytes() for example in examples}


def waves_of(folder, pattern):
    """Return the waves of the files that a glob pattern names."""
    found = [np.frombuffer(path.read_bytes()[44:], "<i2") / np.float32(2**15) for path in folder.glob(pattern)]
    return {wave_T.astype(np.float32).tobytes() for wave_T in found}


def test_it_keeps_every_law_of_datasets(folder):
    assert not conform(audio_folder, config(folder)).not_applicable


def test_by_default_the_folder_of_a_file_is_its_label(folder):
    dataset = audio_folder.build(AudioFolderConfig(path=str(folder), sample_rate=8000))
    assert dataset.fields == {"wave": "frames", "label": "label"}
    labelled = {example["label"]: example["wave"] for example in dataset.read(seed=1)["train"]}
    assert set(labelled) == {"no", "yes"}
    assert labelled["no"].tobytes() in waves_of(folder, "no/*.wav")


def test_an_archive_holds_the_examples_of_its_folder(folder, archive):
    (from_folder, from_archive) = (read(path, pattern=f"(./)?{PATTERN}") for path in (folder, archive))
    assert {name: waves(examples) for name, examples in from_archive.items()} == {
        name: waves(examples) for name, examples in from_folder.items()
    }


def test_the_files_that_are_read_are_inputs(folder, archive):
    inputs = audio_folder.build(config(folder)).inputs.files
    assert len(inputs) == 24
    assert inputs[0] == str(folder / "no" / "ann_0.wav")
    assert audio_folder.build(config(archive)).inputs.files == (archive,)


def test_a_rule_decides_a_split_and_the_seed_the_rest(folder):
    splits, others = (read(seed=seed, test={"take": "[01]"}, validation_share=0.25) for seed in (1, 2))
    assert waves(splits["test"]) == waves_of(folder, "*/*_[01].wav")
    assert {name: len(examples) for name, examples in splits.items()} == {"test": 12, "validation": 3, "train": 9}
    assert waves(splits["validation"]) != waves(others["validation"])


def test_every_group_of_a_rule_must_match(folder):
    splits = read(test={"take": "0", "speaker": "ann"}, validation={"take": "1"})
    assert waves(splits["test"]) == waves_of(folder, "*/ann_0.wav")
    assert waves(splits["validation"]) == waves_of(folder, "*/*_1.wav")


def test_the_values_of_a_group_that_stays_together_are_in_one_split_each(folder):
    splits = read(together="speaker", validation_share=0.3, test_share=0.3)
    speakers = {name: waves_of(folder, f"*/{name}_*.wav") for name in ("ann", "bob", "cid")}
    assert sorted(map(sorted, speakers.values())) == sorted(sorted(waves(each)) for each in splits.values())


def test_a_table_says_what_is_spoken(folder):
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.wav"))
    rows = [f'{name.removesuffix(".wav")},"well, {at}"' for at, name in enumerate(names)]
    (folder.parent / "said.csv").write_text("\n".join(["file,text", *rows]))
    dataset = audio_folder.build(config(transcripts="said.csv", test={"take": "3"}))
    assert dataset.fields == {"wave": "frames", "label": "label", "text": "text"}
    assert dataset.inputs.files[-1] == "said.csv"
    said = {example["wave"].tobytes(): example["text"] for example in dataset.read(seed=1)["test"]}
    assert said[waves_of(folder, "no/ann_3.wav").pop()] == "well, 3"


def test_the_pattern_can_say_what_is_spoken(folder):
    assert {example["text"] for example in read(pattern=r"(?P<text>\w+)/.*")["train"]} == {"no", "yes"}


def test_a_recording_without_a_transcript_and_one_with_two_are_named(folder):
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.wav"))
    rows = ["file,text", *(f"{name},yes" for name in [*names[1:], names[1]])]
    (folder.parent / "said.csv").write_text("\n".join(rows))
    with pytest.raises(DataError) as raised:
        read(transcripts="said.csv")
    assert "said.csv:25: file 'no/ann_1.wav' stands here a second time" in str(raised.value)
    assert "no row says what is spoken in 'no/ann_0.wav'" in str(raised.value)


def test_two_files_that_differ_in_how_wav_is_written_are_refused(folder):
    (folder / "no" / "ann_0.WAV").write_bytes(wav([1, 2]))
    with pytest.raises(DataError, match=r"holds 'no/ann_0.WAV' and 'no/ann_0.wav', which a pattern cannot tell apart"):
        read()


def test_a_table_may_write_wav_in_capitals(folder):
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.wav"))
    rows = ["file,text", *(f"{name.upper().replace('NO/ANN', 'no/ann')},yes" for name in names if "no/ann" in name)]
    rows += [f"{name},no" for name in names if "no/ann" not in name]
    (folder.parent / "said.csv").write_text("\n".join(rows))
    texts = [example["text"] for examples in read(transcripts="said.csv").values() for example in examples]
    assert texts.count("yes") == 4


def test_files_whose_path_does_not_match_are_named(folder):
    (folder / "no" / "dog.wav").write_bytes(wav([1, 2]))
    with pytest.raises(DataError, match=r"spoken: no/dog: the path does not match data.pattern"):
        read()


def test_a_damaged_file_is_named_when_its_turn_comes(folder):
    (folder / "no" / "ann_0.wav").write_bytes(wav([1, 2], rate=44100))
    with pytest.raises(DataError, match=r"no/ann_0\.wav: has 44100 samples a second, where sample_rate says 8000"):
        read()


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("nowhere", "there is no such file"),
        ("empty", "holds no .wav file"),
        ("notes.txt", "cannot be read"),
        ("cut.tar.xz", "cannot be read"),
    ],
)
def test_a_source_that_gives_nothing_is_an_error(folder, archive, path, what):
    (folder.parent / "empty").mkdir()
    (folder.parent / "notes.txt").write_text("no archive")
    (folder.parent / "cut.tar.xz").write_bytes((folder.parent / archive).read_bytes()[:200])
    with pytest.raises(DataError, match=what) as raised:
        read(path)
    assert str(raised.value).startswith(path)


def test_what_else_an_archive_holds_is_left_alone(folder):
    (folder / "readme.txt").write_text("about")
    with tarfile.open("spoken.tar", "w") as file:
        file.add(folder, arcname="spoken")
    assert sum(map(len, read("spoken.tar", pattern=f"spoken/{PATTERN}").values())) == 24


def test_an_archive_with_a_link_to_nothing_is_refused(folder):
    with tarfile.open("spoken.tar", "w") as file:
        link = tarfile.TarInfo("spoken/no/ann_9.wav")
        link.type, link.linkname = tarfile.LNKTYPE, "nowhere.wav"
        file.addfile(link)
    with pytest.raises(DataError, match=r"spoken\.tar: cannot be read"):
        read("spoken.tar")


def test_a_rule_that_no_file_follows_is_an_error(folder):
    with pytest.raises(DataError, match="no file is in split test"):
        read(test={"take": "9"})


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"pattern": "(?P<label>"}, "is no regular expression"),
        ({"test": {"take": "["}}, "is no regular expression"),
        ({"test": {"tale": "1"}}, "pattern has no group 'tale'; it has label, speaker and take; did you mean 'take'?"),
        ({"together": "house"}, "pattern has no group 'house'; it has label, speaker and take"),
        ({"test": {"take": "1"}, "test_share": 0.2}, "give it or test_share"),
        ({"pattern": "(?P<text>.*)", "transcripts": "said.csv"}, "give one of them"),
    ],
)
def test_what_does_not_fit_together_is_told_when_the_configuration_is_read(values, what):
    with pytest.raises(ValidationError) as raised:
        config(**values)
    assert what in str(raised.value)


@pytest.mark.slow
def test_the_spoken_digits_have_the_split_of_their_authors(shared):
    archive = shared / "data" / "speech" / "fsdd.recordings.tar.xz"
    pattern = r"recordings/(?P<label>\d)_(?P<speaker>[a-z]+)_(?P<take>\d+)"
    splits = read(archive, pattern=pattern, test={"take": "[0-4]"})
    assert {name: len(examples) for name, examples in splits.items()} == {"test": 300, "validation": 270, "train": 2430}
    assert {example["label"] for example in splits["test"]} == set("0123456789")
