"""What Alembic runs: the steps to today's tables, in the transaction that the caller holds."""

from alembic import context

from gisplan.ledger.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
