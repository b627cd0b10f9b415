"""Files: small, free of machines and hosts, and the README in both languages."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CAP, TEST_CAP = 400, 600
SIZED = {".py", ".html", ".scss", ".js", ".typ", ".sh"}
MADE = re.compile(
    r"(^|/)(locale/.*\.(po|mo)|migrations/0001_initial\.py)$|\.lock$|package-lock\.json$|openapi.*\.json$"
)
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(root|work|home/\w+|Users/\w+)(/|\b(?![\w:]))")
HOST = re.compile(r"https?://([a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)
# Names of standards and laws that are written as addresses, and addresses reserved for examples (RFC 2606).
HOSTS = re.compile(
    r"(^|\.)(w3\.org|omg\.org|json-schema\.org|schema\.org|example(\.\w+)?|test|invalid|apache\.org|iana\.org"
    r"|contributor-covenant\.org|keepachangelog\.com|semver\.org|sitemaps\.org|beian\.m(iit|ps)\.gov\.cn|city\.gov\.cn)$",
    re.IGNORECASE,
)


def tracked() -> list[Path]:
    """Text files under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return [path for path in found if b"\0" not in path.read_bytes()[:4000]]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_grows_too_long() -> None:
    long = {}
    for path in tracked():
        if path.suffix in SIZED and not MADE.search(name(path)):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            cap = TEST_CAP if name(path).startswith("tests/") else CAP
            if lines > cap:
                long[name(path)] = lines
    assert long == {}


def test_no_path_of_a_machine() -> None:
    assert MACHINE_PATH.search("open('/root/x')")
    assert MACHINE_PATH.search("cd /work")
    assert not MACHINE_PATH.search("services/root/x and /workbench/ and /homes")
    found = []
    for path in tracked():
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if MACHINE_PATH.search(line):
                found.append(f"{name(path)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_no_host_name() -> None:
    assert HOST.search("https://pypi.org/simple")
    found = []
    for path in tracked():
        if path.suffix in {".po", ".lock"} or name(path) in {"LICENSE", "package-lock.json"} or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            found += [f"{name(path)}:{number}: {host}" for host in HOST.findall(line) if not HOSTS.search(host)]
    assert found == []


def test_locks_name_no_host() -> None:
    for path in tracked():
        if path.suffix == ".lock" or path.name == "package-lock.json":
            hosts = {host for host in HOST.findall(path.read_text(encoding="utf-8")) if not HOSTS.search(host)}
            assert hosts == set(), name(path)


def test_readme_in_both_languages() -> None:
    """Chinese first; the English twin has the same sections."""
    english, chinese = (ROOT / "README.md", ROOT / "README.zh.md")
    counts = [len(re.findall(r"^#+ ", one.read_text(encoding="utf-8"), re.MULTILINE)) for one in (chinese, english)]
    assert counts[0] == counts[1] > 1
