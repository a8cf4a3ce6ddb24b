#!/bin/sh
# Pictures of the pages that there are, for the README and docs: scripts/screenshots.sh http://127.0.0.1:8000
set -eu
base=$1
for scheme in light dark; do
    [ "$scheme" = dark ] && features="--force-dark-mode --blink-settings=preferredColorScheme=0" || features=""
    for size in 1280,900 390,844; do
        profile=$(mktemp -d)
        # shellcheck disable=SC2086
        chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
            --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" $features \
            --window-size="$size" --screenshot="docs/img/reference-$scheme-${size%,*}.png" "$base/docs" 2>/dev/null
        rm -rf "$profile"
    done
done
