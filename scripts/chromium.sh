#!/bin/sh
# Print the path of a Chromium that runs here, for tests in a browser.
#
# CHROMIUM may name one. Else it is the machine's, else npm's @sparticuz/chromium, put below .work. Exit status 3
# and a reason where there is none.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
own=$top/.work/chromium
package=@sparticuz/chromium
version=153.0.0

runs() {
    "$1" --headless --no-sandbox --version >/dev/null 2>&1
}

for name in ${CHROMIUM:-chromium chromium-browser google-chrome google-chrome-stable}; do
    found=$(command -v "$name" 2>/dev/null) || continue
    if runs "$found"; then
        echo "$found"
        exit 0
    fi
done
if [ -n "${CHROMIUM:-}" ]; then
    echo "CHROMIUM=$CHROMIUM does not run." >&2
    exit 3
fi

# The package unpacks itself, with the libraries that it needs, into a temporary folder: here one that stays.
unpack() {
    mkdir -p "$own"
    sh "$top/scripts/with_node.sh" npm install --prefix "$own" --no-save --no-audit --no-fund --ignore-scripts \
        --loglevel=error "$package@$version" >&2 || return 1
    cd "$own"
    path=$(TMPDIR=$own AWS_EXECUTION_ENV=AWS_Lambda_nodejs22.x sh "$top/scripts/with_node.sh" \
        node --input-type=module -e 'console.log(await (await import("@sparticuz/chromium")).default.executablePath())') || return 1
    printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$own/al2023/lib" "$path" >"$own/run"
    chmod +x "$own/run"
}

if ! { [ -x "$own/run" ] && runs "$own/run"; }; then
    (unpack) || true
fi
if [ -x "$own/run" ] && runs "$own/run"; then
    echo "$own/run"
    exit 0
fi
echo "No Chromium runs here: none is installed (chromium, google-chrome), and npm's $package does not run." >&2
exit 3
