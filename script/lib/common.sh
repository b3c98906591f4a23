# Shared by the scripts in script/: sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly root
# Debian's own Python, whatever else comes first in PATH: it is the one that has the modules.
readonly python=/usr/bin/python3

say() {
    printf '%s\n' "$*"
}

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# The process that a script waits for now: a script that is told to stop ends it (step_end).
step=

# Runs quietly; what it said is shown only when it failed. A signal is heeded at once. quietly LOG COMMAND...
quietly() {
    local log=$1 status=0
    shift
    mkdir -p "$(dirname "$log")"
    "$@" >"$log" 2>&1 </dev/null &
    step=$!
    wait "$step" || status=$?
    step=
    if [ "$status" -ne 0 ]; then
        printf '%s: failed: %s\n' "${0##*/}" "$*" >&2
        tail -n 40 "$log" >&2
    fi
    return "$status"
}

step_end() {
    [ -z "$step" ] || kill "$step" 2>/dev/null || true
    step=
}

# Configures build directory NAME once and builds it. build NAME LOG [MESON-OPTION...]
build() {
    local directory=$root/$1 log=$2
    shift 2
    if [ ! -f "$directory/build.ninja" ]; then
        rm -rf "$directory"
        quietly "$log" /usr/bin/meson setup "$directory" "$root" "$@" || return
    fi
    quietly "$log" /usr/bin/ninja -C "$directory"
}

# Where the service of a data directory tells how it is: a socket in it, if an address holds its path (107 bytes).
private_listen() {
    local LC_ALL=C at=$1/claimd.sock
    [ ${#at} -le 107 ] && echo "unix:$at" || echo 127.0.0.1:0
}
