"""What the package declares."""

from unrolled_tasks import components


def test_the_package_declares_the_tasks_of_the_field():
    names = [each.name for each in components()]
    assert names == sorted(names)
    assert set(names) == {
        "autoencoding",
        "captioning",
        "classification",
        "forecasting",
        "language-model",
        "music",
        "regression",
        "seq2seq",
        "tagging",
        "transcription",
    }


def test_every_task_reads_an_input():
    assert all("input" in each.roles for each in components())
