"""What must hold: the suites, the audit in its own process, the gate and the row checks."""
