"""The command line, run in this process."""


def one_line(done):
    """What was said at last, without the breaks of lines."""
    return " ".join(done.stderr.split())
