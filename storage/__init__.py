"""What Extra Mile remembers: tables, records, queries, migrations, the audit chain and the executor."""
