"""A year that was told is lived: files through the loaders, acts through the actions."""
