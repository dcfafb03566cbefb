#!/bin/bash
# Written by `unrolled launch slurm`.
#SBATCH --job-name=one-node-slurm
#SBATCH --output=one-node-slurm-%j.log
#SBATCH --open-mode=append
#SBATCH --time=12:00:00
#SBATCH --signal=B:USR1@120
#SBATCH --requeue
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem=32G
#SBATCH --partition=cpu
set -eo pipefail
workspace=/shared/reviews
trials=8
cd -- "$workspace"
. .venv/bin/activate
set -u

# SLURM sends USR1 before the job's time is up and before it is preempted: the search stops where it can go on later,
# and the job gets in line again.
requeue=
driver=
stop() {
    if [ -n "$driver" ]; then
        kill -TERM "$driver" 2>/dev/null || true
    fi
}
trap 'requeue=yes; stop' USR1
trap stop TERM INT

timeout --foreground --kill-after=90 0 unrolled search --executor local ${trials:+--workers "$trials"} &
driver=$!

if [ -n "$requeue" ]; then
    stop
fi
while kill -0 "$driver" 2>/dev/null; do
    wait "$driver" || true
done
code=0
wait "$driver" || code=$?
# A head that is lost in its first minutes would be lost in another start too.
if [ -n "${head:-}" ] && ! kill -0 "$head" 2>/dev/null && [ "$SECONDS" -gt 300 ]; then
    requeue=yes
fi
case $code in
    # The search has finished; 9: some of its trials failed; 2: something is written wrong, which no restart mends.
    0 | 9 | 2) ;;
    *)
        if [ -n "$requeue" ]; then
            scontrol requeue "$SLURM_JOB_ID"
        fi
        ;;
esac
# shellcheck disable=SC2046  # numbers of processes, one a word
kill $(jobs -p) 2>/dev/null || true
exit "$code"
