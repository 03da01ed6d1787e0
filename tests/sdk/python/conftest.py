import pytest

from support import new_client


@pytest.fixture
def client():
    """A client of an account that no other test knows."""
    return new_client()
