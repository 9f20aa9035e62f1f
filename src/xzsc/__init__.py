"""xzsc reads Chinese policy texts and turns them into tables."""

__version__ = "0.1.0"
