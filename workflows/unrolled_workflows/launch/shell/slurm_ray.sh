
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
