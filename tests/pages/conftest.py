"""Page tests ask Streamlit once which components are installed, and not at every run."""

from functools import cache

from streamlit.components.v2 import manifest_scanner

# Each AppTest.run reads the metadata of every installed package to look for components, of which we have none:
# as long as most of our pages take to draw (streamlit 1.67, 2026-11-21).
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
