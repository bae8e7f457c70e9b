#!/bin/sh
# With an account, the registry asks everybody for it.
set -eu
if [ -n "${REGISTRY_USER:-}" ]; then
    htpasswd -Bbn "$REGISTRY_USER" "$REGISTRY_PASSWORD" > /run/htpasswd
    unset REGISTRY_PASSWORD
    export REGISTRY_AUTH=htpasswd REGISTRY_AUTH_HTPASSWD_REALM=lab REGISTRY_AUTH_HTPASSWD_PATH=/run/htpasswd
fi
exec docker-registry serve /etc/docker/registry/config.yml
