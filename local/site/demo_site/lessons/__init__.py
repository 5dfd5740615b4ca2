"""What the demo shows of its own doings: a demo's business, and nothing of it in the Django app."""
