"""Lists as files: who may take one, what is in it, who agreed; marked with who and when."""
