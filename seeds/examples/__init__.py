"""Examples of importers: each turns somebody else's files into records, and says what it had to leave out."""
