"""All tables of the open data, by name."""

from ratzeburg.open_data.aims import COVERAGE, GOALS, PLACES
from ratzeburg.open_data.figures import FIGURES
from ratzeburg.open_data.life import DATES, OFFERS
from ratzeburg.open_data.work import MEASURES, REPORTS

DATASETS = {
    dataset.name: dataset
    for dataset in (GOALS, PLACES, COVERAGE, MEASURES, REPORTS, OFFERS, DATES, FIGURES)
}
