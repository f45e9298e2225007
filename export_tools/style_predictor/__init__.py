"""style-predictor: from authored layouts and a teacher's odds to a shipped int8 network."""
