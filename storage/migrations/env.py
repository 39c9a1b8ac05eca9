"""How Alembic reaches the database: on the connection that `storage.migrate` hands over."""

from alembic import context

import storage.service_tables  # noqa: F401  (declares its tables beside the others)
from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
