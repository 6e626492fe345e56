"""What can be wrong with a publisher's answer, each by name.

A fault stops its source for this run; the last good snapshot stays in use. The names stand in the printed report
and in the tests, so that a new kind of damage cannot hide behind an old word.
"""

from __future__ import annotations

from warehouse.errors import SourceError

FAULTS = {
    "new_column": "a column that we do not know has come",
    "missing_column": "a column that we read is gone",
    "changed_unit": "a unit that we do not know",
    "changed_codes": "a code that is not in the list we know",
    "changed_layout": "sheets, archive members or keys do not stand where they stood",
    "halved": "far fewer rows than the last good snapshot",
    "too_few_rows": "fewer rows than declared",
    "too_many_rows": "more rows than declared",
    "doubled_key": "one key on two rows",
    "outside_years": "a year outside the declared span",
    "wrong_encoding": "bytes that are no text of the declared encoding",
    "decimal_comma": "a number with a decimal comma",
    "not_a_number": "text where a number belongs",
    "shifted_columns": "a row whose cells stand in the wrong columns",
    "html_page": "a web page in place of the data, with status 200",
    "error_body": "an error message in place of the data, with status 200",
    "empty": "no bytes at all",
    "truncated": "a file that ends too early",
    "wrong_content": "bytes of another kind of file",
    "too_large": "more bytes than we take",
    "too_slow": "no answer within the time we give",
    "cut_connection": "the connection broke",
    "no_connection": "the publisher cannot be reached",
    "too_many_requests": "the publisher asks us to slow down (429)",
    "too_much_asked": "the publisher finds the request too large (413)",
    "queued": "the publisher prepares the data and hands them out later",
    "server_error": "the publisher's server fails (5xx)",
    "not_found": "nothing at this address (404, 410)",
    "refused": "the publisher refuses the request",
    "unknown_code": "a code that none of our lists maps",
    "damaged_snapshot": "a kept snapshot is not what was written",
}


class SourceFault(SourceError):
    """One named fault of a publisher's answer; the message says what, where, and what to do next."""

    def __init__(self, fault: str, message: str) -> None:
        """A fault of the declared list; another name is a mistake of ours."""
        if fault not in FAULTS:
            raise KeyError(fault)
        super().__init__(message)
        self.fault = fault
