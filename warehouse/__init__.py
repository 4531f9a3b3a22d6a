"""What is kept: table definitions, Parquet and DuckDB writing, releases, history, views."""
