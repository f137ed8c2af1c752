"""Open data: what is public as tables for programs, and the catalogue that describes them."""
