"""What tests share: keys, and a fixed cast of people in a small piece of city."""

import os

from huying.base.keys import Ring

TEST_RING = Ring((b"test-key-one" + b"." * 20,), b"test-root" + b"." * 23)

os.environ.setdefault("HUYING_KEYS", TEST_RING.written())
