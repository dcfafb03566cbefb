import json

from unrolled.host import Host
from unrolled.params.schema import build_schema


def test_the_schema_holds_every_installed_component_with_its_fields() -> None:
    host = Host.discover()
    schema = build_schema(host)
    cases = {
        case["if"]["properties"]["name"]["const"]: case["then"]
        for case in schema["properties"]["cell"]["anyOf"][0]["allOf"]
    }
    assert {"lstm", "unrolled/lstm", "gru", "rnn"} <= cases.keys()
    assert cases["lstm"]["properties"]["hidden_size"]["minimum"] == 1
    assert cases["lstm"]["additionalProperties"] is False


def test_the_schema_lets_a_section_of_cells_hold_one_for_each_part() -> None:
    whole, parts = build_schema(Host.discover())["properties"]["cell"]["anyOf"]
    assert parts["properties"] == {"encoder": whole, "decoder": whole}
    assert (parts["required"], parts["additionalProperties"]) == (["encoder", "decoder"], False)


def test_the_schema_holds_the_sections_that_the_host_owns() -> None:
    properties = build_schema(Host.discover())["properties"]
    assert properties["vectors"]["properties"]["method"]["enum"] == ["3cosadd", "3cosmul"]
    assert {"unroll", "train", "seed"} <= properties.keys()


def test_the_schema_holds_no_reference_that_leads_nowhere() -> None:
    assert "$ref" not in json.dumps(build_schema(Host.discover()))


def test_a_name_that_two_distributions_declare_is_offered_only_in_full(install_cell) -> None:
    install_cell("strange-cells", "lstm")
    names = build_schema(Host.discover())["properties"]["cell"]["anyOf"][0]["properties"]["name"]["enum"]
    assert "lstm" not in names
    assert {"strange-cells/lstm", "unrolled/lstm"} <= set(names)
