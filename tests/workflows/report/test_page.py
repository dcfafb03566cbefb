from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from unrolled_workflows.report import render

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><b>bold</b>",
    '"onerror="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "{{7*7}} {% raw %}",
    "<!-- ]]> &lt;b&gt; &amp;",
    "\u202eright to left\u2028and a line",
    "a\x00b",
]


class Page(HTMLParser):
    """What a browser would make of the page: its elements, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.content: dict[int, str] = {}
        self.open = -1
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open = len(self.elements)
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.open = -1

    def handle_data(self, data):
        self.content[self.open] = self.content.get(self.open, "") + data
        if self.cdata_elem is None:
            self.text += data

    def inside(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        """Return attributes and content of every element of a kind."""
        return [
            (attributes, self.content.get(place, ""))
            for place, (name, attributes) in enumerate(self.elements)
            if name == tag
        ]


def shown(text: str) -> str:
    return text.replace("\x00", "\u2400")


def tags(page: Page) -> list[str]:
    return [tag for tag, _ in page.elements]


def test_the_same_facts_give_the_same_bytes_in_every_process(facts):
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from conftest import FACTS;"
        "from unrolled_workflows.report import render; import hashlib;"
        "print(hashlib.sha256(render(FACTS).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", program, str(Path(__file__).parent)]
    other = subprocess.run(command, env={"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(render(facts()).encode()).hexdigest()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_user_wrote_is_shown_as_text_and_nothing_else(facts, hostile):
    made = facts(
        title=f"title {hostile}",
        texts=[f"text {hostile}", "b", "c", f"end {hostile}"],
        classes=(f"class {hostile}", "positive"),
        params={f"key {hostile}": f"value {hostile}", "list": [hostile]},
        metrics={"test": {"accuracy": 0.75, f"metric {hostile}": 0.5}},
        baseline={f"baseline {hostile}": 0.5},
        curves=[{"epoch": 1, f"validation_curve {hostile}": 0.5}],
        lock={f"slot {hostile}": {"component": f"lab/{hostile}", "version": hostile, "schema": "", "content": ""}},
    )
    page = Page(render(made))
    plain = Page(render(facts(params={"key": "", "list": []}, metrics={"test": {"accuracy": 1.0, "metric": 0.5}},
                              lock={"slot": {"component": "a/b", "version": "", "schema": "", "content": ""}},
                              curves=[{"epoch": 1, "validation_curve": 0.5}])))  # fmt: skip
    assert tags(page) == tags(plain)
    for what in ("title", "text", "end", "class", "key", "value", "slot"):
        assert f"{what} {shown(hostile)}" in page.text
    attributes = [name for _, attributes in page.elements for name in attributes]
    assert not [name for name in attributes if name.startswith("on")]


def test_only_scripts_and_styles_named_by_digest_may_run(facts):
    page = Page(render(facts()))
    (policy,) = [
        attributes["content"]
        for attributes, _ in page.inside("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    assert "unsafe" not in policy
    run = [content for attributes, content in page.inside("script") if attributes.get("type") != "application/json"]
    assert [digest(script) for script in run] == rules["script-src"]
    assert {digest(content) for _, content in page.inside("style")} == set(rules["style-src"])


def digest(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def test_the_page_loads_nothing(facts):
    page = Page(render(facts()))
    loading = {"src", "href", "srcset", "action", "data", "poster", "style"}
    assert not [(tag, attributes) for tag, attributes in page.elements if loading & attributes.keys()]
    assert not {"link", "iframe", "object", "embed", "base", "img"} & {tag for tag, _ in page.elements}


def test_the_verdict_and_every_section_are_there(facts):
    page = Page(render(facts()))
    assert "Test accuracy 0.750 (majority class 0.500), 4 examples" in page.text
    assert [content for _, content in page.inside("h2")] == [
        "Learning curves", "Confusion matrix", "Calibration", "4 worst examples", "Plugins", "Parameters",
    ]  # fmt: skip


def test_what_vectors_are_worth_stands_by_file(facts):
    pairs = {"spearman": 0.71234, "covered": 1200, "total": 3000}
    none = {"spearman": None, "covered": 0, "total": 4}
    similarity = {"pairs.txt": pairs, "none.txt": none}
    page = Page(render(facts(vectors={"embedding": {"similarity": similarity, "analogies": {}}})))
    assert "Vectors learned before the task" in [content for _, content in page.inside("h2")]
    assert "Cosines and people's scores" in page.text
    assert "pairs.txtembedding0.7121,200 of 3,000" in page.text
    assert "none.txtembedding0 of 4" in page.text
    assert "Analogies" not in page.text


def test_what_was_not_recorded_has_no_section_and_no_script(facts):
    page = Page(render(facts(curves=[], predictions=[], texts=[])))
    assert [content for _, content in page.inside("h2")] == ["Plugins", "Parameters"]
    assert page.inside("script") == []


def test_figures_and_tables_can_be_read_by_those_who_do_not_see_them(facts):
    page = Page(render(facts()))
    assert page.elements[0] == ("html", {"lang": "en"})
    plots = [attributes for attributes, _ in page.inside("div") if attributes.get("class") == "plot"]
    assert [plot["role"] for plot in plots] == ["img", "img", "img"]
    assert "0.800 at the best epoch, 2." in plots[1]["aria-label"]
    assert len(page.inside("caption")) == len(page.inside("table"))
    assert all(attributes.get("scope") for attributes, _ in page.inside("th"))


@pytest.mark.slow
def test_a_browser_draws_the_figures_and_has_nothing_to_complain_about(facts, tmp_path):
    chromium = shutil.which("chromium") or pytest.skip("chromium is not installed")
    page = tmp_path / "report.html"
    page.write_text(render(facts()))
    result = subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", "--virtual-time-budget=10000",
            "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    lines = [attributes for attributes, _ in Page(result.stdout).inside("path") if attributes.get("class") == "js-line"]
    assert len(lines) == 5
    assert "CONSOLE" not in result.stderr
