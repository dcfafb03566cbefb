import pyarrow as pa
import pytest

import unrolled_data
from unrolled import DataError

FIELDS = {"text": {"kind": "text", "column": "review"}, "label": {"kind": "label", "column": "stars"}}
BATCHES = [
    pa.record_batch({"review": ["good", "bad"], "stars": [2, 0], "more": [1.0, 2.0]}),
    pa.record_batch({"review": ["so so"], "stars": [1], "more": [3.0]}),
]
EXAMPLES = [{"text": "good", "label": "2"}, {"text": "bad", "label": "0"}, {"text": "so so", "label": "1"}]


def write(path, form, batches=BATCHES):
    with form(path, batches[0].schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


@pytest.mark.parametrize("form", [pa.ipc.new_file, pa.ipc.new_stream])
def test_rows_of_both_arrow_formats_are_read(folder, rows, form):
    write(folder() / "a.arrow", form)
    assert rows("a.arrow", FIELDS) == EXAMPLES


def test_frames_are_lists_of_lists(folder, rows):
    batch = pa.record_batch({"wave": pa.array([[[1.0, 2.0], [3.0, 4.0]]]), "label": ["a"]})
    write(folder() / "a.feather", pa.ipc.new_file, [batch])
    found = rows("a.feather", {"wave": {"kind": "frames"}, "label": {"kind": "label"}})
    assert found == [{"wave": [[1.0, 2.0], [3.0, 4.0]], "label": "a"}]


def test_a_record_batch_is_read_when_it_is_asked_for_and_no_sooner(folder):
    path = folder() / "a.arrow"
    write(path, pa.ipc.new_stream)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 200])  # the second batch is cut off
    section = {"fields": FIELDS, "train": "a.arrow", "validation": "a.arrow", "test": "a.arrow"}
    config = unrolled_data.FilesConfig.parse(section)
    examples = iter(unrolled_data.files_dataset.build(config).read(seed=1)["train"])
    assert [next(examples), next(examples)] == EXAMPLES[:2]
    with pytest.raises(DataError, match=r"a\.arrow: not a readable Arrow file"):
        next(examples)


def test_problems_name_the_row_and_the_nearest_column(folder, read):
    path = folder() / "a.arrow"

    def problem():
        with pytest.raises(DataError) as caught:
            read(fields=FIELDS, train="a.arrow", validation="a.arrow", test="a.arrow")
        return str(caught.value)

    write(path, pa.ipc.new_file, [pa.record_batch({"review": ["a", "b"], "stars": [1, None]})])
    assert problem() == "a.arrow:row 2: field 'label' (column 'stars') is missing."
    write(path, pa.ipc.new_file, [pa.record_batch({"review": ["a"], "star": [1]})])
    assert problem().endswith("column 'stars' is not in the schema, which has review and star. Did you mean 'star'?")
    path.write_bytes(b"ARROW1 or not")
    assert problem().startswith("a.arrow: not a readable Arrow file: ")
