"""The shapes that travel over HTTP, made from the domain's dataclasses."""

import os

# Pydantic would look through the papers of every installed package for plugins, with the first shape that it builds.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
