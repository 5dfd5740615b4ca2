"""MoinMoin 2 takes its user from the signed assertion of a wiki-sso bridge."""

from .auth import WikiSso
from .install import install

__all__ = ["WikiSso", "install"]
