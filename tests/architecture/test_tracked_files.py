"""What is committed speaks of the product only, not of the desk it was made on."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# A folder outside the repository, or an absolute path of somebody's machine. A path inside an address
# (https://example.org/home/page) has a letter before its first slash and is none.
DESK = re.compile(
    r"(?:\.\.[/\\])+shared\b"
    r"|(?<![\w.\-/%}>)])/(?:work|root|home|Users|opt|mnt)/[\w.]"
    r"|(?<![\w.\-/%}>)])/tmp/(?!\*)[\w.]"
    r"|\b[A-Z]:\\(?:Users|work)\\"
)


def tracked_files(root: Path) -> list[Path]:
    """The files that are, or would be, committed; without git, every file outside hidden and made folders."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    run = subprocess.run(listing, cwd=root, capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return [path for name in run.stdout.split("\0") if name and (path := root / name).is_file()]
    made = {".venv", ".git", "build", "__pycache__"}
    return [path for path in root.rglob("*") if path.is_file() and not made & set(path.parts)]


def mentions(path: Path) -> list[tuple[int, str]]:
    """Each line of a text file that names a desk, with the words found; a binary file has none."""
    content = path.read_bytes()
    if b"\0" in content:
        return []
    lines = content.decode("utf-8", errors="replace").splitlines()
    return [(number, found[0]) for number, line in enumerate(lines, 1) if (found := DESK.search(line))]


def test_no_committed_file_names_a_path_of_the_desk_it_was_made_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words}" for path in tracked_files(ROOT) for line, words in mentions(path)
    ]
    assert found == []


def test_a_planted_path_is_found_and_an_address_is_not(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    slash = "/"
    planted = [
        f"see ..{slash}shared{slash}facts",
        f"see ..{slash}..{slash}shared",
        f"cd {slash}work{slash}main",
        f'open("{slash}home{slash}someone{slash}x.csv")',
        f"kept in {slash}tmp{slash}h1",
        "C:" + "\\Users\\someone",
    ]
    innocent = [
        "https://example.org/home/page and https://example.org/work/1",
        "shared with all, work/home balance, docs/work/x.md",
        "/usr/bin/chromium, {base}/tmp/x",
    ]
    note.write_text("\n".join(planted + innocent), encoding="utf-8")
    assert [line for line, _ in mentions(note)] == [1, 2, 3, 4, 5, 6]


def test_everything_made_is_ignored_by_git() -> None:
    made = ["data/warehouse/CURRENT", "data/inbox/x.csv", "data/snapshots/x.csv", "build/x.png", ".venv/x"]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [path for path in made if not any(f"/{path}".startswith(rule) for rule in ignored if rule)] == []
