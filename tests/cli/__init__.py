"""The command line, run in this process."""


def one_line(done):
    """All messages, without line breaks."""
    return " ".join(done.stderr.split())
