import pytest

from unrolled_workflows.claims.size import V10, V13, learned_values, measure_cost, measure_memory
from unrolled_workflows.claims.verdict import Figure


@pytest.fixture(scope="module")
def memory(lab):
    return measure_memory(lab, steps=20, width=32)


@pytest.fixture(scope="module")
def cost(lab):
    return measure_cost(lab, steps=20, width=32)


@pytest.mark.parametrize(("cell", "count"), [("rnn", 40_100), ("lstm", 160_400)])
def test_learned_values_are_those_of_the_formula(lab, cell, count):
    assert learned_values(lab, cell, 300, 100) == count


@pytest.mark.system("V10")
def test_values_rise_from_plain_cell_to_gru_to_lstm(memory):
    assert memory["rnn, values"].value < memory["gru, values"].value < memory["lstm, values"].value


@pytest.mark.system("V10")
def test_torchs_kernels_keep_more_for_a_gated_cell_than_for_a_plain_one(memory):
    kept = {cell: memory[f"{cell}, kept, cpu, fused"].value for cell in ("rnn", "gru", "lstm")}
    assert kept["rnn"] < kept["gru"] < kept["lstm"]


@pytest.mark.system("V10")
@pytest.mark.parametrize(("gru", "outcome"), [(2.0, "HOLDS"), (5.0, "FAILS")])
def test_the_verdict_on_memory_follows_the_counts(memory, gru, outcome):
    values = {"rnn": 1.0, "gru": gru, "lstm": 3.0}
    assert V10.judge({name: Figure(values[name.partition(",")[0]]) for name in memory}).outcome == outcome


@pytest.mark.system("V10")
def test_memory_depends_on_the_backend_where_one_of_them_turns_the_order_round(memory):
    values = {"rnn": 1.0, "gru": 2.0, "lstm": 3.0}
    figures = {name: Figure(values[name.partition(",")[0]]) for name in memory}
    assert V10.judge({**figures, "gru, kept, cpu, fused": Figure(9.0)}).outcome == "DEPENDS"


@pytest.mark.system("V13")
def test_an_lstm_learns_and_multiplies_four_times_as_much_as_a_plain_cell(cost):
    assert cost["values, lstm over rnn"].value == 4
    assert cost["multiplications of a step, lstm over rnn"].value == 4
    assert V13.judge(cost).outcome == "HOLDS"


@pytest.mark.system("V13")
def test_the_verdict_on_the_cost_of_an_lstm_follows_the_ratios(cost):
    assert V13.judge({**cost, "values, lstm over rnn": Figure(3.9)}).outcome == "DEPENDS"
    assert V13.judge(dict.fromkeys(cost, Figure(0.5))).outcome == "FAILS"
