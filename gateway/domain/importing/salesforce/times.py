"""Times: when Salesforce, or the tool that copied it, last saw a row."""

from __future__ import annotations

TIMES = ("systemmodstamp", "lastmodifieddate", "fivetransynced", "createddate")
"""Columns that say when a row was observed, the best first."""
