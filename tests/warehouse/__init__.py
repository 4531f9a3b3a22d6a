"""Tests of the warehouse: real files and a real DuckDB."""
