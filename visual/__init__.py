"""What people see: pages, pictures, static files."""
