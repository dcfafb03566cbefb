import re
from pathlib import Path

from unrolled_workflows.launch.fit import TARGETS, require_fit
from unrolled_workflows.launch.spec import Cluster, read_cluster

PAGE = (Path(__file__).parents[3] / "docs" / "launch.md").read_text()


def rows(heading: str) -> list[str]:
    """Return the first column of the table under a heading row."""
    table = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)


def test_the_page_names_every_target_and_every_field() -> None:
    assert set(rows("target")) == set(TARGETS)
    assert rows("field") == list(Cluster.model_fields)


def test_the_description_on_the_page_is_one(tmp_path) -> None:
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "cluster.yaml").write_text(text)
    cluster, document = read_cluster(tmp_path / "cluster.yaml")
    require_fit(cluster, "slurm", document)


def test_the_command_on_the_page_prints_what_the_page_says() -> None:
    printed = (Path(__file__).parent / "golden" / "small-slurm" / "printed").read_text()
    assert f"```text\n{printed}```" in PAGE
