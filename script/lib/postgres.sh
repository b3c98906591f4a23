# Starts and stops a private PostgreSQL: sourced, after common.sh.
# shellcheck shell=bash
#
# It listens on a Unix socket alone, in a directory of mode 0700 that only its own user (and root) can enter, and so
# trusts whoever reaches it. PostgreSQL refuses to run as root: then it runs as Debian's user `postgres`.

pg_lib=/usr/lib/postgresql
pg_bin=
pg_pid=
pg_socket_dir=

# Sets pg_bin. Not done when this file is sourced: a script may install PostgreSQL after that.
pg_find() {
    local version
    for version in 15 16 17 18; do
        pg_bin=$pg_lib/$version/bin
        [ ! -x "$pg_bin/postgres" ] || return 0
    done
    die "no PostgreSQL 15 or later in $pg_lib (script/bootstrap installs it)"
}

pg_user() {
    if [ "$(id -u)" -eq 0 ]; then
        printf postgres
    else
        id -un
    fi
}

# Runs a command as the user that PostgreSQL runs as.
pg_as_user() {
    if [ "$(id -u)" -eq 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

# Makes DIR for that user. Where its parents are closed to it (a clone under /root), a directory under /var/lib is used
# instead, and DIR is a link to it. Prints the one that it is.
pg_prepare_dir() {
    local dir=$1 parent
    parent=$(dirname "$dir")
    mkdir -p "$parent"
    if ! pg_as_user test -x "$parent"; then
        parent=/var/lib/claimd-dev/$(printf '%s' "$dir" | sha256sum | cut -c1-12)
        mkdir -p "$parent"
        ln -sfn "$parent/postgres" "$dir"
        dir=$parent/postgres
    fi
    if [ ! -d "$dir" ]; then
        mkdir -m 700 "$dir"
        [ "$(id -u)" -ne 0 ] || chown postgres: "$dir"
    fi
    printf '%s\n' "$dir"
}

# Is a postmaster at work on DATA? Its pid file may be stale, and the number taken by another program since.
pg_running_pid() {
    local data=$1 pid
    pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 1
    [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$(readlink -f "$data")" ] || return 1
    printf '%s\n' "$pid"
}

# Ends a postmaster that an earlier run left behind, and removes what it left.
pg_clear_stale() {
    local data=$1 pid left
    if pid=$(pg_running_pid "$data"); then
        kill -INT "$pid" 2>/dev/null || true
        for _ in $(seq 100); do
            pg_running_pid "$data" >/dev/null || break
            sleep 0.1
        done
        if pid=$(pg_running_pid "$data"); then
            die "an earlier PostgreSQL (process $pid) does not stop"
        fi
    fi
    rm -f "$data/postmaster.pid"
    left=$(cat "$data/claimd-socket-dir" 2>/dev/null || true)
    case $left in
    /tmp/claimd-pg.??????) rm -rf "$left" ;;
    esac
}

# Starts a cluster in DATA, which pg_prepare_dir made; LOG takes what it says. `throwaway` as MODE risks the data for
# speed and loads pg_stat_statements. Sets pg_pid and pg_socket_dir, or takes the latter where it is set. It stops when
# this shell is gone, however it went.
pg_start() {
    local data=$1 log=$2 mode=${3:-safe} option settings=() as=()
    [ -n "$pg_bin" ] || pg_find
    if [ ! -f "$data/claimd-complete" ]; then
        # An initdb that was cut short is not worth keeping.
        find "$data" -mindepth 1 -delete
        [ "$mode" = safe ] || as=(--no-sync)
        (cd / && quietly "$log" pg_as_user "$pg_bin/initdb" -D "$data" -U postgres -E UTF8 --locale=C.UTF-8 -A trust \
            --no-instructions "${as[@]}") || die "PostgreSQL could not make its directory $data"
        as=()
        touch "$data/claimd-complete"
    fi
    pg_clear_stale "$data"
    if [ -n "$pg_socket_dir" ]; then
        mkdir -p -m 700 "$pg_socket_dir"
    else
        pg_socket_dir=$(mktemp -d /tmp/claimd-pg.XXXXXX)
    fi
    printf '%s\n' "$pg_socket_dir" >"$data/claimd-socket-dir"
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres: "$pg_socket_dir"
        as=(setpriv --reuid=postgres --regid=postgres --init-groups)
    fi
    settings=(listen_addresses= "unix_socket_directories=$pg_socket_dir" unix_socket_permissions=0700
        max_connections=200 timezone=UTC log_timezone=UTC)
    if [ "$mode" = throwaway ]; then
        settings+=(fsync=off full_page_writes=off shared_preload_libraries=pg_stat_statements
            pg_stat_statements.max=5000 log_min_error_statement=error)
    fi
    for option in "${settings[@]}"; do
        set -- "$@" -c "$option"
    done
    shift $(($# - 2 * ${#settings[@]}))
    (cd "$data" && exec setsid "${as[@]}" setpriv --pdeathsig INT "$pg_bin/postgres" -D "$data" "$@") \
        >>"$log" 2>&1 </dev/null 8>&- 9>&- &
    pg_pid=$!
    for _ in $(seq 600); do
        if pg_psql -d postgres -Atqc 'select 1' >/dev/null 2>&1; then
            return 0
        fi
        kill -0 "$pg_pid" 2>/dev/null || die "PostgreSQL did not start, see $log"
        sleep 0.05
    done
    die "PostgreSQL does not answer, see $log"
}

# psql on the cluster that pg_start started, as its superuser.
pg_psql() {
    "$pg_bin/psql" -X -v ON_ERROR_STOP=1 -h "$pg_socket_dir" -U postgres "$@"
}

# Stops it, at the latest after half a minute.
pg_stop() {
    [ -n "$pg_pid" ] || return 0
    local pid=$pg_pid
    pg_pid=
    kill -INT "$pid" 2>/dev/null || true
    for _ in $(seq 600); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    kill -QUIT "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    rm -rf "$pg_socket_dir"
    pg_socket_dir=
}
