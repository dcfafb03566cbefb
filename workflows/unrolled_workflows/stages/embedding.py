"""Stage embedding: vectors learned from the training and the unlabelled text, before any task sees them."""

from __future__ import annotations

from unrolled.contracts import Embedding, FieldKind, Schema, Tokenizer
from unrolled.durable import write_bytes, write_json
from unrolled.runtime.seeding import derive, set_threads
from unrolled.runtime.splits import Split, corpus
from unrolled.runtime.vectors import learn_vectors
from unrolled_workflows.stages.artifacts import LEARNED_FROM, read_schema, read_tokenizers, served_fields, spelled
from unrolled_workflows.stages.context import Context


def build(context: Context) -> None:
    """Let every embedding learn its vectors, where its kind has any to learn.

    Args:
        context: of the stage.

    Raises:
        DataError: a corpus holds too little to learn from.
    """
    experiment, tokens = context.experiment, context.inputs["tokens"]
    set_threads(experiment.threads)
    schema = read_schema(tokens)
    tokenizers = read_tokenizers(tokens, experiment)
    learned: dict[str, list[int]] = {}
    for slot in experiment.slots("embedding"):
        fields = served_fields("embedding", slot, schema, experiment)
        shape = _fit(context, slot, fields, schema, tokenizers[experiment.slot("tokenizer", fields[0]) or ""])
        learned |= {slot: shape} if shape else {}
    write_json(context.out / "vectors.json", learned)


def _fit(context: Context, slot: str, fields: list[str], schema: Schema, tokenizer: Tokenizer) -> list[int]:
    from safetensors.numpy import save

    experiment, tokens = context.experiment, context.inputs["tokens"]
    embedding: Embedding = experiment.components[slot].build(vocab_size=tokenizer.vocab_size)
    names = [split for split in LEARNED_FROM if split in schema.sizes]
    kinds: dict[str, FieldKind] = {field: schema.fields[field] for field in fields}
    splits = [Split.open(tokens / f"{name}.arrow", kinds) for name in names]
    specials = tuple(sorted(tokenizer.specials.values()))
    columns = [split.ragged(field) for field in fields for split in splits]
    text = corpus(columns, vocab_size=tokenizer.vocab_size, specials=specials, words=spelled(tokenizer))
    seed = derive(experiment.seed, "embedding", slot)
    learner = embedding.learner(text, seed=seed, threads=experiment.threads)
    if learner is None:
        return []
    work = context.work / slot
    device = experiment.train.device
    vectors_VE = learn_vectors(learner, work=work, progress=context.progress, log=context.log, device=device)
    write_bytes(context.out / f"{slot}.safetensors", save({"vectors": vectors_VE}))
    if report := learner.report():
        write_json(context.out / f"{slot}.report.json", report)
    return list(vectors_VE.shape)
