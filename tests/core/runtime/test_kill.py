"""A training that was killed and started again ends with the bytes of one that was left alone."""

POINTS = {
    "before the first checkpoint": "train.step:kill@2",
    "in mid-epoch, a checkpoint behind it": "train.step:kill@17",
    "twice": "train.step:kill@13,train.step:kill@6",
    "while a checkpoint is written": "durable.publish.rename:kill@3",
    "between an old checkpoint and a new one": "train.checkpoint.done:kill@2",
    "after the validation of the second epoch": "train.validated:kill@2",
    "after the last validation": "train.validated:kill@3",
}


def test_a_killed_training_ends_with_the_same_bytes_at_every_kill_point(run_tiny, tmp_path):
    output, _ = run_tiny("kill", tmp_path, "", *POINTS.values()).communicate()
    alone, *killed = output.split("\n")[:-1]
    assert len(alone) == 64, output
    assert dict(zip(POINTS, killed, strict=True)) == dict.fromkeys(POINTS, alone)


def test_the_number_of_threads_in_the_environment_changes_no_byte(run_tiny, tmp_path):
    started = []
    for threads in ("1", "8"):
        folder = tmp_path / threads
        folder.mkdir()
        started.append(run_tiny("threads", folder, env={"OMP_NUM_THREADS": threads}))
    one, eight = (process.communicate()[0] for process in started)
    assert len(one.strip()) == 64, one
    assert one == eight
