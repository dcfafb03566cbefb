"""The recipes, what is to be reached with each, and who published what."""

from __future__ import annotations

from published.long_reviews import NAME
from published.recipes import Measure, Recipe

_GALLERY = "../workflows/unrolled_workflows/gallery"
_BAI = "Bai et al. 2018, table 1"
_MR = "{negative: rt-polarity.neg.gz, positive: rt-polarity.pos.gz}"
_TEN = tuple(range(10))
_SENTENCES = ("data.path=tatoeba.eng-hin.tsv.gz", "train.epochs=1", "cell.hidden_size=16")
_BLEU = Measure("bleu", None, "no common split: see the gap below", "Bahdanau et al. 2015, figure 2")

RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "ptb-words",
        "Penn Treebank, words",
        (Measure("perplexity", 95, "LSTM 78.9, GRU 92.5, RNN 114.5; medium LSTM 82.1", f"{_BAI}; Zaremba 2014", True),),
        ("train.epochs=1", "cell.hidden_size=8", "embedding.dim=8", "tokenizer.max_size=500"),
        values=(1,),
    ),
    Recipe(
        "ptb-characters",
        "Penn Treebank, characters",
        (Measure("bits_per_character", 1.40, "LSTM 1.36, GRU 1.37, RNN 1.48", _BAI, True),),
        ("train.epochs=1", "cell.hidden_size=8", "embedding.dim=8"),
        values=(1,),
    ),
    Recipe(
        "jsb",
        "JSB chorales",
        (Measure("loss", 8.43, "LSTM 8.45, GRU 8.43, TCN 8.10", _BAI, True),),
        ("train.epochs=2", "cell.hidden_size=32"),
    ),
    Recipe(
        "nottingham",
        "Nottingham tunes",
        (Measure("loss", 3.29, "LSTM 3.29, GRU 3.46, TCN 3.07", _BAI, True),),
        ("train.epochs=1", "cell.hidden_size=32"),
    ),
    Recipe(
        "sst2",
        "SST-2, sentences only",
        (
            Measure(
                "accuracy", 0.79, "CNN-rand 0.835, LSTM 0.849, both trained on phrases", "Kim 2014; Tai et al. 2015"
            ),
        ),
        ("train.epochs=1", "embedding.epochs=1", "cell.hidden_size=16"),
    ),
    Recipe(
        "mr",
        "MR, ten folds",
        (Measure("accuracy", 0.75, "CNN-rand 0.759", "Kim 2014, as run again by harvardnlp"),),
        ("train.epochs=1", "embedding.epochs=1", "cell.hidden_size=16"),
        values=_TEN,
        varies="data.fold",
    ),
    Recipe(
        "mr-main-job",
        "MR, ten folds, the main job's recipe, vectors learned again for each",
        (Measure("accuracy", 0.78, "CNN-static 0.805 with outside vectors", "Kim 2014, as run again by harvardnlp"),),
        ("data.unlabelled=null", "embedding.epochs=1", "train.epochs=1", "cell.hidden_size=16"),
        values=_TEN,
        varies="data.fold",
        sets=(f"data={{name: class-files, classes: {_MR}, encoding: latin-1, folds: 10, unlabelled: {NAME}}}",),
        file="../params.yaml",
    ),
    Recipe(
        "mr-packaged",
        "the main job's 8,530 sentences of MR, ten random splits, vectors learned again for each",
        (Measure("accuracy", 0.78, "CNN-static 0.805 with outside vectors", "Kim 2014, as run again by harvardnlp"),),
        ("data.limit=400", "embedding.epochs=1", "train.epochs=1"),
        values=_TEN,
        file="../params.yaml",
    ),
    Recipe(
        "ewt",
        "EWT, universal parts of speech",
        (Measure("accuracy", 0.94, "BiLSTM about 0.95", "Plank et al. 2016"),),
        ("train.epochs=1", "embedding.tokens.epochs=1", "cell.hidden_size=16"),
    ),
    Recipe(
        "wnut17",
        "WNUT-17",
        (Measure("entity_f1", None, "0.38 to 0.42 with outside vectors", "Derczynski et al. 2017"),),
        ("train.epochs=1", "embedding.tokens.epochs=1", "cell.hidden_size=16"),
    ),
    Recipe(
        "etth1",
        "ETTh1, 96 steps ahead",
        (
            Measure("mse", 0.385, "DLinear 0.375, SegRNN 0.341", "Zeng et al. 2023; Lin et al. 2023", True),
            Measure("mae", 0.405, "DLinear 0.399, SegRNN 0.376", "Zeng et al. 2023; Lin et al. 2023", True),
        ),
        ("train.epochs=1", "data.stride=16"),
    ),
    Recipe(
        "m4-hourly",
        "M4, hourly",
        (Measure("smape", 14.0, "RNN 14.7, Naive2 18.4, ES-RNN 9.3", "Makridakis et al. 2020", True),),
        ("train.epochs=1", "data.stride=96"),
    ),
    Recipe(
        "spoken-digits",
        "FSDD, takes 0 to 4",
        (Measure("accuracy", 0.97, "CNN on MFCC 0.97", "adhishthite/sound-mnist"),),
        ("train.epochs=1", "cell.hidden_size=16"),
    ),
    Recipe(
        "spoken-digits-unseen",
        "FSDD, speakers not heard before",
        (Measure("accuracy", None, "-", "-"),),
        ("train.epochs=1", "cell.hidden_size=16"),
    ),
    Recipe(
        "splice",
        "Splice junctions, by distinct sequence",
        (Measure("accuracy", 0.93, "recurrent nets about 0.95", "UCI documentation"),),
        ("train.epochs=2",),
    ),
    Recipe(
        "eng-fra",
        "Tatoeba English to French, attention",
        (_BLEU,),
        _SENTENCES,
        values=(1,),
    ),
    Recipe(
        "eng-fra-plain",
        "Tatoeba English to French, final state only",
        (_BLEU,),
        _SENTENCES,
        values=(1,),
        without=("scorer",),
        file="recipes/eng-fra.yaml",
    ),
    Recipe(
        "adding",
        "adding problem, T = 600",
        (Measure("loss", 5.3e-5, "GRU 5.3e-5, LSTM 0.164", "Bai et al. 2018, figure 2", True),),
        ("train.epochs=1", "data.train=500", "data.length=60"),
    ),
    Recipe(
        "copy",
        "copy memory, T = 1000 (a guess has 0.0204)",
        (Measure("loss", 0.0197, "LSTM and GRU about 0.020", "Bai et al. 2018, figure 4", True),),
        ("train.epochs=1", "data.train=300", "data.blanks=100"),
    ),
    Recipe(
        "japanese-vowels",
        "Japanese vowels, given split",
        (Measure("accuracy", 0.95, "0.941", "Kudo et al. 1999"),),
        ("train.epochs=5",),
        file=f"{_GALLERY}/japanese-vowels/params.yaml",
    ),
    Recipe(
        "basic-motions",
        "BasicMotions, given split",
        (Measure("accuracy", None, "DTW 0.975, ROCKET 1.0", "Ruiz et al. 2021"),),
        ("train.epochs=5",),
        file=f"{_GALLERY}/basic-motions/params.yaml",
    ),
)
