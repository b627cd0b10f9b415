"""Writes of the records room, a file for each verb family."""
