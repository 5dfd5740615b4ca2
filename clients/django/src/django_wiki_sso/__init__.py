"""Log in to a Django site, and be logged in to its wiki."""

__version__ = "0.1.0"
