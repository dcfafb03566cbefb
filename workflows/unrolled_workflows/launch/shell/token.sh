
export RAY_AUTH_MODE=token RAY_AUTH_TOKEN_PATH="$token_file"
if [ ! -r "$token_file" ]; then
    echo "error: $token_file: there is no token of Ray's. See: ray get-auth-token --generate" >&2
    exit 2
fi
