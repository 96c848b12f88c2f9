"""Spreadsheet files of any format → raw cells with their addresses; the keyed-sheet convention."""
