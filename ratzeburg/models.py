"""No models yet, but Django makes the groups (roles.py) only for an app that has this module."""
