import csv
from io import BufferedReader, BytesIO, StringIO

from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_data.files.delimited import csv_rows
from unrolled_data.files.problems import Problems

cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(cells, cells), max_size=12), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=80)
def test_what_a_csv_writer_wrote_is_read_back_with_the_line_of_every_row(rows, end):
    text, starts = StringIO("", newline=""), []
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(("first", "second"))
    for row in rows:
        starts.append(text.getvalue().count("\n") + 1)
        writer.writerow(row)
    problems = Problems("a.csv")
    stream = BufferedReader(BytesIO(text.getvalue().encode()))
    found = list(csv_rows(stream, ("second", "first"), problems))
    problems.check()
    assert found == [(start, [second, first]) for start, (first, second) in zip(starts, rows, strict=True)]


def test_a_cell_may_be_longer_than_the_csv_module_allows_by_itself():
    stream = BufferedReader(BytesIO(b"text\n" + b"x" * 200_000 + b"\n"))
    problems = Problems("a.csv")
    assert [len(row[0]) for _, row in csv_rows(stream, ("text",), problems)] == [200_000]
    problems.check()


def test_spaces_that_line_up_the_columns_are_no_part_of_a_cell_but_quoted_ones_are():
    stream = BufferedReader(BytesIO(b'kind,    text\nEI,      ACGT\nIE,   "  a, b"\n'))
    problems = Problems("a.csv")
    assert [cells for _, cells in csv_rows(stream, ("text", "kind"), problems)] == [["ACGT", "EI"], ["  a, b", "IE"]]
    problems.check()
