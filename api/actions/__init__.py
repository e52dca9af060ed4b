"""What people do: one function, one transaction; flow step, guards, save."""
