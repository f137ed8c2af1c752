from measures.admin import department, measure

__all__ = ["department", "measure"]
