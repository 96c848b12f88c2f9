"""The findings by what they are about, each with its sentence in Vietnamese and English."""
