"""Colours stand in one place, and the server's settings agree with them."""

import tomllib
from pathlib import Path

import pytest
from streamlit import config

from charts.theme import DARK, LIGHT, Theme
from ui.style import style_sheet

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_the_settings_use_the_colours_of_the_theme(look: Theme) -> None:
    settings = SETTINGS["theme"][look.name]
    assert settings["backgroundColor"] == look.paper
    assert settings["secondaryBackgroundColor"] == look.panel
    assert settings["textColor"] == look.ink
    assert settings["primaryColor"] == settings["linkColor"] == look.brand
    assert settings["borderColor"] == look.line


def test_every_setting_is_one_the_pinned_streamlit_knows() -> None:
    known = set(config._config_options_template)
    asked = {
        f"{part}.{name}" for part, names in SETTINGS.items() for name, v in names.items() if not isinstance(v, dict)
    }
    asked |= {f"theme.{look}.{name}" for look in ("light", "dark") for name in SETTINGS["theme"][look]}
    assert asked - known == set()


def test_every_bundled_font_is_there_with_its_licence() -> None:
    faces = [ROOT / face["url"].removeprefix("app/") for face in SETTINGS["theme"]["fontFaces"]]
    assert [face.name for face in faces if not face.exists()] == []
    assert "SIL Open Font License" in (ROOT / "static" / "fonts" / "OFL.txt").read_text()


def test_the_sheet_carries_both_looks() -> None:
    assert f"--prm-ink:light-dark({LIGHT.ink},{DARK.ink})" in style_sheet()


def test_no_reader_sees_a_traceback_or_is_counted() -> None:
    assert SETTINGS["client"]["showErrorDetails"] == "none"
    assert SETTINGS["browser"]["gatherUsageStats"] is False
