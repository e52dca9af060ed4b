"""Photos, recordings, papers that hang on what people do: looked at, sealed, shown marked."""
