#!/usr/bin/env bash
# The live page in headless Chromium, a slider moved and the difference read:
# serve.sh ORRERY ROOT CHROMIUM NODE_MODULES.
set -euo pipefail
if [ ! -d "$4/playwright-core" ]; then
  echo "skipped: no playwright-core in $4"
  exit 0
fi
exec node "$2/tests/browser/serve.mjs" "$@"
