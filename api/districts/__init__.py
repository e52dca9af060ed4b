"""A district as a folder of files: judged whole, brought in, written out again."""
