from goals.admin import goal

__all__ = ["goal"]
