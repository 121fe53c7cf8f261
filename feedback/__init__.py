"""Heard: ask people, and show each of them what became of their words."""
