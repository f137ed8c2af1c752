from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How many rows of each kind; the rest follows from these."""

    objectives: int  # Handlungsziele
    places: int
    measures: int
    offers: int
    departments: int
    indicators: int

    @property
    def middles(self):
        """Mittlerziele: nine as in the town's document, more so that none has more than ten."""
        return max(9, -(-self.objectives // 10))


SIZES = {
    "real": Size(26, 16, 60, 200, 8, 4),
    "large": Size(1_000, 200, 10_000, 20_000, 12, 8),
    "huge": Size(5_000, 1_000, 100_000, 100_000, 20, 12),
}
