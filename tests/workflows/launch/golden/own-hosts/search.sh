#!/bin/bash
set -eo pipefail
workspace=/home/research/reviews
token_file="$HOME"/.ray/auth_token
trials=8
cd -- "$workspace"
. .venv/bin/activate
set -u

export RAY_AUTH_MODE=token RAY_AUTH_TOKEN_PATH="$token_file"
if [ ! -r "$token_file" ]; then
    echo "error: $token_file: there is no token of Ray's. See: ray get-auth-token --generate" >&2
    exit 2
fi

# 6 is the end of a search that finds no worker: they may come minutes after their head.
code=6
tries=0
while [ "$code" -eq 6 ] && [ "$tries" -lt 10 ]; do
    [ "$tries" -eq 0 ] || sleep 30
    tries=$((tries + 1))
    code=0
    unrolled search --executor ray --address auto ${trials:+--workers "$trials"} || code=$?
done
# The search has finished, and some of its trials failed: another start would find the same.
if [ "$code" -eq 9 ] && [ -f search/best_params.yaml ]; then
    code=0
fi
exit "$code"
