from collections import Counter

import pytest
from sklearn.metrics import roc_auc_score

import unrolled
from unrolled_data.patterns import MotifsConfig, motifs_dataset

PARAMS = """
seed: 1
threads: 1
data: {name: motifs, motif: TGACTC, length: 24, train: 1200, validation: 60, test: 300}
tokenizer: {name: nucleotide, k: 3}
embedding: {name: learned, dim: 16}
cell: {name: gru, hidden_size: 24}
task: {name: classification, pooling: max}
train: {epochs: 10, batch_size: 32, learning_rate: 0.02}
"""


def read(split="test", **section):
    return list(motifs_dataset.build(MotifsConfig.parse({"test": 300, **section})).read(seed=1)[split])


def test_the_label_says_whether_the_motif_is_there():
    examples = read(length=20)
    assert {example["holds"] for example in examples} == {"motif", "none"}
    for example in examples:
        assert ("TGACTCAT" in example["sequence"]) == (example["holds"] == "motif")
        assert len(example["sequence"]) == 20


def test_the_bases_alone_tell_nothing():
    counts = {"motif": Counter(), "none": Counter()}
    for example in read(length=12, motif="AAATC", train=1, validation=1, test=4000):
        counts[example["holds"]].update(example["sequence"])
    shares = {holds: [own[base] / own.total() for base in "ACGT"] for holds, own in counts.items()}
    assert shares["motif"] == pytest.approx(shares["none"], abs=0.02)


def test_a_motif_that_has_no_other_order_is_refused():
    with pytest.raises(ValueError, match="AAAA is the same in every order"):
        MotifsConfig(motif="AAAA")


def test_a_sequence_shorter_than_the_motif_is_refused():
    with pytest.raises(ValueError, match="8 is less than the motif has"):
        MotifsConfig(motif="ACGTACGTA", length=8)


@pytest.mark.system("A04")
def test_a_recurrent_network_tells_dna_with_a_motif_from_dna_without(tmp_path):
    (tmp_path / "params.yaml").write_text(PARAMS)
    rows = unrolled.run(tmp_path / "params.yaml").predictions("test")
    holds = [row["label"] == "motif" for row in rows]
    assert roc_auc_score(holds, [row["probabilities"][0] for row in rows]) > 0.95
