#!/bin/sh
# certbot's deploy hook for the TURN name: lays the new chain and key where coturn's volume has them, readable by the
# user that coturn's image runs as, and restarts coturn. At the first issue there may be no container yet; the image
# that the compose project names says then who the user will be.
#
#   certbot certonly -d turn.lab.test --deploy-hook /usr/local/sbin/renew_turn_cert.sh
#
# Certbot sets RENEWED_LINEAGE and RENEWED_DOMAINS. The rest can be set for a deployment that lies elsewhere.
set -eu

project=${JITSI_PROJECT:-/my_containers/jitsi}
service=${TURN_SERVICE:-turn}
target=${TURN_CERTS:-/data/data1/dockervols/jitsi/coturn/certs}

fail() {
    echo "renew_turn_cert: $1" >&2
    exit 1
}

# The variables of the compose project; docker-compose reads .env itself, the containers get .env_global.
setting() {
    sed -n "s/^$1=//p" "$project/.env_global" "$project/.env" 2>/dev/null | head -n 1
}

# The container of the service in the project that lies in $project, running or not.
container() {
    docker ps --all --quiet --no-trunc \
        --filter "label=com.docker.compose.service=$service" \
        --filter "label=com.docker.compose.project.working_dir=$project" | head -n 1
}

# The number of the user that a container runs as; its own passwd knows the name, ours does not.
user_of() {
    configured=$(docker inspect --format '{{.Config.User}}' "$1") || fail "the engine cannot say who $service runs as"
    name=${configured%%:*}
    case $name in
        '') echo 0 ;;
        *[!0-9]*)
            number=$(docker cp "$1:/etc/passwd" - | tar -xO | awk -F: -v name="$name" '$1 == name { print $3 }')
            [ -n "$number" ] || fail "the image of $service runs as $name, whom its /etc/passwd does not have"
            echo "$number"
            ;;
        *) echo "$name" ;;
    esac
}

# The same before there is a container: asked of one that is made of the project's image and never started.
future_user() {
    image=$(cd "$project" && docker-compose config --format json | jq -r --arg service "$service" '.services[$service].image')
    [ -n "$image" ] && [ "$image" != null ] || fail "the compose project $project names no image for $service"
    question=$(docker create "$image" true) || fail "there is no image $image yet"
    trap 'docker rm --force "$question" >/dev/null' EXIT
    user_of "$question"
}

[ -n "${RENEWED_LINEAGE:-}" ] || fail "RENEWED_LINEAGE is not set; certbot runs this script, with --deploy-hook"
name=$(setting TURN_DOMAIN)
case " ${RENEWED_DOMAINS:-$name} " in
    *" $name "*) ;;
    # A hook for all renewals sees those of other names too.
    *) exit 0 ;;
esac

chain=$RENEWED_LINEAGE/fullchain.pem
key=$RENEWED_LINEAGE/privkey.pem
[ "$(openssl x509 -in "$chain" -noout -pubkey)" = "$(openssl pkey -in "$key" -pubout)" ] \
    || fail "$key is not the key of $chain"

running=$(container)
if [ -n "$running" ]; then
    user=$(user_of "$running")
else
    user=$(future_user)
fi

# Each file appears whole and with its final owner and mode: never half written, never readable by somebody else.
mkdir -p "$target"
install -m 0644 "$chain" "$target/.turn.fullchain.pem"
install -m 0400 -o "$user" "$key" "$target/.turn.privkey.pem"
mv -f "$target/.turn.privkey.pem" "$target/turn.privkey.pem"
mv -f "$target/.turn.fullchain.pem" "$target/turn.fullchain.pem"

# coturn reads both files when it starts. A container that somebody stopped stays stopped and reads them then.
if [ -n "$running" ] && [ "$(docker inspect --format '{{.State.Running}}' "$running")" = true ]; then
    docker restart --time 1 "$running" >/dev/null
fi
