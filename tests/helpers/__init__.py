"""Guards and tools that the tests of every floor share."""
