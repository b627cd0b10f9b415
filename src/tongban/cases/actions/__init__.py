"""Writes of the cases room, a file for each verb family."""
