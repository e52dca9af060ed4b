"""What leaves the platform: who may be told what on which ground, and the way it goes."""
