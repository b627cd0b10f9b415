"""Writes of the directory, a file for each verb family."""
