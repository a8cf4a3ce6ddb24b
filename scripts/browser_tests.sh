#!/bin/sh
# The user interfaces' tests in a real browser: scripts/browser_tests.sh [PLAYWRIGHT'S OPTIONS]
#
# Without a Chromium they are skipped, unless TALKA_REQUIRE_CHROMIUM=1 makes that a failure.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)

if [ -z "$(find "$top/ui/browser" -name '*.spec.ts' 2>/dev/null | head -n 1)" ]; then
    echo "There are no tests in a browser yet (ui/browser/*.spec.ts)."
    exit 0
fi
if ! CHROMIUM=$(sh "$top/scripts/chromium.sh"); then
    if [ "${TALKA_REQUIRE_CHROMIUM:-}" = 1 ]; then
        echo "A Chromium is required for the tests in a browser." >&2
        exit 1
    fi
    echo "SKIPPED: the tests in a browser (ui/browser), for want of a Chromium; TALKA_REQUIRE_CHROMIUM=1 asks for it."
    exit 0
fi
export CHROMIUM
cd "$top/ui"
exec sh ../scripts/with_node.sh npx playwright test "$@"
