#!/bin/sh
# Fills .env beside this script with fresh passwords; makes it from .env.sample when there is none.
# Containers that already run keep their old passwords until they are re-created.
set -eu
umask 077
cd "$(dirname "$0")"

[ -e .env ] || cp .env.sample .env
filled=$(mktemp .env.XXXXXX)
trap 'rm -f "$filled"' EXIT

while IFS= read -r line || [ -n "$line" ]; do
    case $line in
        JICOFO_AUTH_PASSWORD=* | JVB_AUTH_PASSWORD=* | TURN_PASSWORD=* | AUTHORIZED_USER_PASS=*)
            password=$(openssl rand -hex 16)
            printf '%s=%s\n' "${line%%=*}" "$password"
            ;;
        *)
            printf '%s\n' "$line"
            ;;
    esac
done < .env > "$filled"
mv "$filled" .env
trap - EXIT
