#!/bin/sh
# The browser tests drive Debian's chromium, or one of the others that tests/browser.py knows too. Put it there where that can be done; otherwise say what to do.
set -e
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
    exit 0
fi
echo "The browser tests need chromium. On Debian or Ubuntu: sudo apt-get install chromium" >&2
exit 1
