"""People in front of cameras who do what is written down, with the truth about it; for benchmarks and the demo."""
