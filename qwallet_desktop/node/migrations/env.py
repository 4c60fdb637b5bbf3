"""Run by alembic: migrates within the transaction that the caller opened."""

from alembic import context

from qwallet_desktop.node.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
