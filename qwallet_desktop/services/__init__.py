"""The desktop's asynchronous clients of the node and their transport stack."""
