"""The public holidays of Schleswig-Holstein."""

from functools import lru_cache


@lru_cache(maxsize=256)
def holidays_in(year):
    """{date: name} of a year."""
    from holidays import country_holidays  # 100 ms, not needed to start the portal

    return dict(country_holidays("DE", subdiv="SH", years=year, language="de"))


def holiday(day):
    """The name of the public holiday on a day, or None."""
    return holidays_in(day.year).get(day)
