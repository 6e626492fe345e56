"""What the pages are made of: the frame, the address, widgets, captions, tiles and figures."""

from ui.entry import only_through_app

only_through_app()
