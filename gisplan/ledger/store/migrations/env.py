"""The script that Alembic runs: the migrations, in the transaction of the caller."""

from alembic import context

from gisplan.ledger.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
