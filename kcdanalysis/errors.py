"""The one exception that users meet."""


class KcdError(Exception):
    """Something the user can mend; the message is one sentence that says how."""
