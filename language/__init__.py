"""Every word, number and date a reader sees: translation and local formats.

The bottom room: it imports nothing of ours. English is the message id; French and Dutch come from the
catalogues in ``language/locales/<lang>/LC_MESSAGES/messages.po``, which are read directly (no compile step).

After adding strings, ``python -m tools.messages`` writes the new ids into the catalogues and says how many have no
translation yet; a test fails while one is missing, unused or has other placeholders.
"""

from language.messages import LANGS, N_, Lang, _, known_lang
from language.sentences import capital, listed, plural

__all__ = ["LANGS", "Lang", "N_", "_", "capital", "known_lang", "listed", "plural"]
