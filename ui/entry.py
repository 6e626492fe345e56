"""One way in: every page is drawn by ``app.py`` inside the frame."""

from __future__ import annotations

from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx


def only_through_app() -> None:
    """Stops Streamlit from running a file of ``pages/`` as a script of its own.

    Streamlit 1.67 treats a ``pages/`` folder beside the main script as its old kind of multipage app until
    ``st.navigation`` has been called once in the process: the first reader of a fresh server who followed a
    link to a page got that module run alone, which draws nothing. The first import of this room switches that
    off, and starts such a run again through the main script with the same page and query.
    """
    had_old_kind = PagesManager.uses_pages_directory
    PagesManager.uses_pages_directory = False
    context = get_script_run_ctx(suppress_warning=True)
    if had_old_kind and context is not None:
        asked = context.pages_manager.intended_page_name or ""
        raise RerunException(RerunData(query_string=context.query_string, page_name=asked))
