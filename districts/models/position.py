"""Where a place or an offer is, as staff and tables say it."""

from django.core.exceptions import ValidationError

from districts.models.geojson import check_degrees

FIELDS = ("latitude", "longitude")
TOGETHER = "Breite und Länge gehören zusammen: bitte beide angeben oder keine."
HERE = "In Ratzeburg ist die Breite etwa 53,70 und die Länge etwa 10,77 Grad (WGS 84)."


class Positioned:
    """A model with latitude and longitude: both or none, and in degrees as in a GeoJSON file.

    Checked with the fields, as the tables of a tree are read without clean().
    """

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude)
        if set(FIELDS) <= set(exclude or ()):
            return
        missing = [name for name in FIELDS if getattr(self, name) is None]
        if len(missing) == 1:
            raise ValidationError({missing[0]: TOGETHER})
        if not missing:
            lon, lat = float(self.longitude), float(self.latitude)
            try:
                self.check_position(lon, lat)
            except ValidationError as error:
                name = "longitude" if abs(lon) > 180 else "latitude"
                raise ValidationError({name: error.messages}) from error

    def check_position(self, lon, lat):
        check_degrees(lon, lat, HERE)
