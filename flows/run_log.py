"""What the steps say, as the log and the progress bar of the run of a flow on Prefect's pages."""

from __future__ import annotations

from prefect import get_run_logger

from flows.progress import Level
from flows.result_text import visible
from flows.run_artifacts import ProgressBar


class RunLog:
    """Passes lines to the log, and how far the steps have come to an artifact."""

    def __init__(self, progress: ProgressBar | None = None) -> None:
        self._logger = get_run_logger()
        self._progress = progress

    def line(self, level: Level, message: str) -> None:
        """One line of the log."""
        # Messages quote file names and texts of strangers; the log is a file and a terminal too.
        getattr(self._logger, level)("%s", visible(message))

    def progress(self, state: str, done: int, total: int) -> None:
        """Moves the artifact; the log has no use for it."""
        if self._progress is not None:
            self._progress.show(state, done, total)
