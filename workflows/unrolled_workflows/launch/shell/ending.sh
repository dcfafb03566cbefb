
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
