"""What happens, in order: Prefect flows and tasks, the settings of a run, the command line."""
