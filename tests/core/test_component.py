import pytest

from unrolled import Config, Tune, cell, task


class Width(Config):
    """A width.

    More words.
    """

    width: int = 3


def test_a_decorator_turns_a_builder_into_a_component() -> None:
    component = cell("my-cell", Width, libraries=("numpy",))(lambda config, /, *, input_size: (config, input_size))
    assert (component.kind, component.name, component.libraries) == ("cell", "my-cell", ("numpy",))
    assert component.build(Width(), input_size=2) == (Width(), 2)


def test_the_summary_is_the_first_line_of_the_config() -> None:
    assert cell("my-cell", Width)(lambda *_, **__: None).summary == "A width."


@pytest.mark.parametrize("name", ["MyCell", "my_cell", "", "-cell", "cell-", "a/b"])
def test_a_name_that_is_not_kebab_case_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="kebab-case"):
        cell(name, Width)(lambda *_, **__: None)


def test_a_cell_without_recurrence_counts_as_fused() -> None:
    assert cell("bag", Width, recurrent=False)(lambda *_, **__: None).fuses(Width())


def test_a_cell_can_be_fused_for_some_of_its_configs() -> None:
    component = cell("wide", Width, fused=lambda config: config.width > 2)(lambda *_, **__: None)
    assert [component.fuses(Width(width=width)) for width in (2, 3)] == [False, True]


def test_a_task_keeps_its_roles() -> None:
    component = task("tag", Width, roles={"input": ("text",)})(lambda *_, **__: None)
    assert component.roles == {"input": ("text",)}


@pytest.mark.parametrize(("low", "high", "log"), [(2, 2, False), (3, 2, False), (0, 2, True)])
def test_an_empty_range_to_tune_is_refused(low: float, high: float, log: bool) -> None:
    with pytest.raises(ValueError, match="empty range"):
        Tune(low, high, log)


def test_fields_that_are_no_config_are_refused() -> None:
    with pytest.raises(TypeError, match=r"dict is no subclass of unrolled\.Config"):
        cell("my-cell", dict)(lambda *_, **__: None)
