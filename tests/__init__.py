"""The tests, one folder a floor of the package."""
