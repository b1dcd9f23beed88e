"""The neural networks: what they are and where they come from (`registry`), their files (`weights`), their making (`convert`)."""
