"""Writes of the catalog room, a file for each verb family."""
