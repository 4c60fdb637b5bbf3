"""The node's HTTP routers, one a noun."""
