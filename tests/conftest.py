"""What all tests may use."""

from pathlib import Path

import pytest
from hypothesis import settings

# How fast an example runs is no question of right or wrong.
settings.register_profile("kcdanalysis", deadline=None)
settings.load_profile("kcdanalysis")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of programmes as published, which lies beside the project if at all."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("no folder of published programmes beside the project")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).parents[1]
