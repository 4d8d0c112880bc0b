"""Nothing in the repository names a secret, a package registry or somebody's machine."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Joined from parts, so that this file does not find itself.
FORBIDDEN = {
    "a package registry": "|".join(
        ("py" + r"pi\.org", r"python" + r"hosted\.org", r"npm" + r"js\.(com|org)")
    ),
    "a mirror of Debian": "deb" + r"\.debian\.org",
    "a place on one machine": r"(?<![\w.<{])/(" + "work" + r"/(main|shared)|tmp/" + r"huying(?!-)|root/)",
    "a private key": "-----BEGIN [A-Z ]*" + "PRIVATE KEY-----",
    "an access key": "AK" + r"IA[0-9A-Z]{16}|gh[pousr]" + r"_[A-Za-z0-9]{36}",
    "a word of work not done": r"\b(TO" + "DO|FIX" + r"ME|X" + r"XX)\b",
}
BINARY = {".whl", ".png", ".jpg", ".woff2", ".gz", ".xlsx", ".ico", ".pdf", ".pkl"}
# Long lists of hashes, and letters of other people's code.
SKIPPED = re.compile(r"^requirements.*\.txt$|/static/.*/vendor/|/vendor/|^LICENSE$")


def _files() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a checkout: git does not list the files")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and path.suffix not in BINARY and not SKIPPED.search(name):
            yield path


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for path in _files():
        text = path.read_text(errors="replace")
        hit = pattern.search(text)
        if hit:
            found.append(f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}")
    assert not found, what


def test_the_locks_hold_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert text.count("--hash=sha256:") > text.count("==") > 50


def test_the_patterns_find_what_they_are_for() -> None:
    samples = {
        "a package registry": "https://" + "py" + "pi.org/simple",
        "a mirror of Debian": "http://" + "deb" + ".debian.org/debian",
        "a place on one machine": "open('/" + "work" + "/main/x')",
        "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
        "an access key": "AK" + "IA" + "A" * 16,
        "a word of work not done": "# TO" + "DO later",
    }
    assert {what for what in FORBIDDEN if re.search(FORBIDDEN[what], samples[what])} == set(FORBIDDEN)
