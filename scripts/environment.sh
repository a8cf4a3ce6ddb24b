#!/bin/sh
# Make the virtual environment ENV hold what LOCK names, every file checked by its hash.
#
#   scripts/environment.sh ENV LOCK
#
# PYTHON names the interpreter of a new environment; without it the first of 3.11 or newer on PATH is taken.
set -eu

env=$1
lock=$2

suits() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
        if suits "$name"; then
            echo "$name"
            return
        fi
    done
    echo "No Python 3.11 or newer with the venv module was found (looked for: ${PYTHON:-python3, python3.11 to python3.14})." >&2
    echo "Name one with PYTHON=..., or install it (on Debian and Ubuntu also python3-venv)." >&2
    return 1
}

# The lines of one package in a lock file, its hashes included.
pin_of() {
    awk -v start="^$1==" '/^[^ ]/ { found = $0 ~ start } found' "$2"
}

with_pip() {
    "$env/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$1"
}

# uv does in seconds what takes pip minutes. Its own version is the one that the developers' lock file names.
with_uv() {
    uv=.venv/bin/uv
    [ -x "$uv" ] || uv=$env/bin/uv
    if [ ! -x "$uv" ]; then
        pin_of uv requirements/dev.lock >"$env/uv.lock"
        with_pip "$env/uv.lock" || return 1
    fi
    "$uv" pip sync --quiet --require-hashes --python "$env/bin/python" "$lock"
}

if ! suits "$env/bin/python"; then
    python=$(find_python)
    rm -rf "$env"
    "$python" -m venv "$env"
fi
echo "Installing $lock into $env"
with_uv || { echo "uv could not; pip goes on." >&2; with_pip "$lock"; }
