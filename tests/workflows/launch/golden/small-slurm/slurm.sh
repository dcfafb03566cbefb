#!/bin/bash
# Written by `unrolled launch slurm`.
#SBATCH --job-name=small-slurm
#SBATCH --output=small-slurm-%j.log
#SBATCH --open-mode=append
#SBATCH --time=1-00:00:00
#SBATCH --signal=B:USR1@120
#SBATCH --requeue
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=8
#SBATCH --gpus-per-node=1
#SBATCH --mem=32G
#SBATCH --partition=gpu
#SBATCH --account=sequence-models
set -eo pipefail
workspace=/shared/reviews
trials=8
token_file="$HOME"/.ray/auth_token
cpus=8
gpus=1
cd -- "$workspace"
module load python/3.12
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

export RAY_AUTH_MODE=token RAY_AUTH_TOKEN_PATH="$token_file"
if [ ! -r "$token_file" ]; then
    echo "error: $token_file: there is no token of Ray's. See: ray get-auth-token --generate" >&2
    exit 2
fi

# The head stands on the first node, where this script runs. Every start of the job makes a new one: what is worth
# keeping stands in the search's ledger.
address=$(getent ahostsv4 "$SLURMD_NODENAME" | awk '$1 !~ /^127\./ && !found { print $1; found = 1 }')
if [ -z "$address" ]; then
    echo "error: node $SLURMD_NODENAME has no address that other nodes could reach" >&2
    exit 6
fi
port=$((20000 + SLURM_JOB_ID % 5000))
ray start --head --block --node-ip-address="$address" --port="$port" --num-cpus="$cpus" --num-gpus="$gpus" \
    --temp-dir="/tmp/ray-$SLURM_JOB_ID" --include-dashboard=false --disable-usage-stats &
head=$!
tries=0
until ray health-check --address="$address:$port" >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ] || ! kill -0 "$head" 2>/dev/null; then
        echo "error: Ray's head did not start on node $SLURMD_NODENAME" >&2
        exit 6
    fi
    sleep 1
done
others=$((SLURM_JOB_NUM_NODES - 1))
srun --nodes="$others" --ntasks="$others" --cpus-per-task="$cpus" --exclude="$SLURMD_NODENAME" \
    ray start --address="$address:$port" --block --num-cpus="$cpus" --num-gpus="$gpus" --disable-usage-stats &

timeout --foreground --kill-after=90 0 \
    unrolled search --executor ray --address "$address:$port" ${trials:+--workers "$trials"} &
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
