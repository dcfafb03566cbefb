from __future__ import annotations

TEXT = "# Results\n\nMeasured.\n\n## cells\n\n| a |\n\n## tasks\n\nold\n\n## Notes\n\nlast\n"


def test_a_section_ends_where_the_next_begins():
    from sections import section

    assert section(TEXT, "tasks") == "## tasks\n\nold"
    assert section(TEXT, "Notes") == "## Notes\n\nlast"
    assert section(TEXT, "other") == ""


def test_a_section_is_replaced_and_the_others_stay():
    from sections import with_section

    assert with_section(TEXT, "tasks", "new\n") == TEXT.replace("old", "new")


def test_a_new_section_stands_behind_all_others():
    from sections import section, with_section

    text = with_section(TEXT, "more", "body")
    assert text.startswith(TEXT.rstrip())
    assert section(text, "more") == "## more\n\nbody"
