import pytest

from unrolled_workflows.claims.speed import V08, V09, backends, measure_speed
from unrolled_workflows.claims.verdict import Figure


def times(**cells):
    """Return figures of two backends: milliseconds by cell, one for each backend."""
    return {
        f"{cell}, cpu, {backend}, width 8": Figure(value, "ms")
        for cell, row in cells.items()
        for backend, value in zip(("fused", "engine"), row, strict=True)
    }


def test_every_cell_is_timed_on_every_backend_of_the_device(lab):
    figures = measure_speed(lab, widths=(8,), steps=3, rounds=1)
    names = [f"{cell}, cpu, {backend}, width 8" for backend in backends(lab) for cell in ("rnn", "gru", "lstm")]
    assert list(figures) == names
    assert all(figure.value > 0 and figure.unit == "ms" for figure in figures.values())


def test_without_a_compiler_the_hoisted_loop_stands_in_for_the_engine(lab, monkeypatch):
    monkeypatch.setenv("CXX", "/nowhere/c++")
    assert backends(lab) == ("fused", "hoisted")


@pytest.mark.system("V08")
@pytest.mark.parametrize(("rnn", "outcome"), [((1.0, 1.0), "HOLDS"), ((1.0, 3.0), "DEPENDS"), ((3.0, 3.0), "FAILS")])
def test_the_plain_cell_is_the_cheapest_where_it_takes_the_least_time(rnn, outcome):
    assert V08.judge(times(rnn=rnn, gru=(2.0, 2.0), lstm=(2.5, 2.5))).outcome == outcome


@pytest.mark.system("V09")
@pytest.mark.parametrize(("gru", "outcome"), [((1.0, 1.0), "HOLDS"), ((3.0, 1.0), "DEPENDS"), ((3.0, 3.0), "FAILS")])
def test_whether_a_gru_is_faster_than_an_lstm_is_told_by_backend(gru, outcome):
    verdict = V09.judge(times(gru=gru, lstm=(2.0, 2.0)))
    assert verdict.outcome == outcome
    fused, engine = ("HOLDS" if time < 2 else "FAILS" for time in gru)
    assert f"{fused} on cpu, fused ({gru[0] / 2:.2f}); {engine} on cpu, engine ({gru[1] / 2:.2f})" in verdict.reason
