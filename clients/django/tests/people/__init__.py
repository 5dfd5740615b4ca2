"""A site's own app with a proxy of the user model."""
