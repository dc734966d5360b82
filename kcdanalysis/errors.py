"""The one exception that users meet."""


class KcdError(Exception):
    """Something the user can mend; the message is one sentence that says how."""


class KcdWarning(UserWarning):
    """Something was left out or looks wrong; the message says what and where."""
