"""Importers without a graph: cells, mappings, tables and what the maps of known sources make of rows."""
