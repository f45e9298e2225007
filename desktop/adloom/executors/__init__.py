"""Where work runs: in this process or in a spawned engine."""
