"""The shapes that travel over HTTP, made from the domain's dataclasses."""
