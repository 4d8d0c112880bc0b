#!/bin/sh
# Huying 呼应: every command starts here. Needs Python 3.11 or newer and nothing else.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
for python in ${HUYING_PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
    if "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$python" -I "$here/src/huying/config/enter.py" "$@"
    fi
done
echo "需要 Python 3.11 或更新版本,这台电脑上没有找到。请先安装(Debian/Ubuntu:apt install python3)。" >&2
echo "Python 3.11 or newer is needed and was not found here. Please install it (Debian/Ubuntu: apt install python3)." >&2
exit 1
