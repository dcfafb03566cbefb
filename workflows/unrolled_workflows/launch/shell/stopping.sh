
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
