"""Private code of the app: anything in here may change between two releases."""
