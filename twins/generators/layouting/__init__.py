"""The parts of the layout generator: pictures, colours, letters, the sheet, its templates."""
