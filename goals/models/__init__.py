from goals.models.example import Example
from goals.models.goal import Goal

__all__ = ["Example", "Goal"]
