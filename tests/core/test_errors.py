import pickle

from unrolled.errors import ConfigError, Problem, listing, nearest


def test_a_problem_reads_in_the_house_order() -> None:
    problem = Problem("cell.hiden: unknown key", "params.yaml:12:5", "unrolled 0.1.0", "hidden_size", "unrolled show")
    assert str(problem) == (
        "params.yaml:12:5: cell.hiden: unknown key (unrolled 0.1.0). Did you mean 'hidden_size'? See: unrolled show"
    )


def test_an_error_shows_all_its_problems() -> None:
    assert str(ConfigError("first", "second")) == "first.\nsecond."


def test_what_is_said_in_several_lines_keeps_them_indented() -> None:
    problem = Problem("raised ValueError: first\nsecond\n", where="plugin a\nb", command="unrolled --debug run")
    assert str(problem) == "plugin a\\nb: raised ValueError: first\n  second. See: unrolled --debug run"


def test_an_error_survives_a_process_boundary() -> None:
    error = pickle.loads(pickle.dumps(ConfigError(Problem("what", "where"))))
    assert isinstance(error, ConfigError)
    assert error.problems == (Problem("what", "where"),)


def test_nearest_finds_a_typo_and_nothing_far_away() -> None:
    assert nearest("hiden_size", ["hidden_size", "name"]) == "hidden_size"
    assert nearest("zzz", ["hidden_size", "name"]) == ""


def test_a_listing_joins_with_commas_and_one_and() -> None:
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert listing(["a"]) == "a"
    assert listing([]) == "none"
