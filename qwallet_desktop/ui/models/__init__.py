"""Table and list models over the node's pages."""
