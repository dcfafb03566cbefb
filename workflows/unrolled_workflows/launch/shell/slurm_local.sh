
timeout --foreground --kill-after=90 0 unrolled search --executor local ${trials:+--workers "$trials"} &
driver=$!
