"""Detectors: from a session's words to findings."""
