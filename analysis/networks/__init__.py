"""The neural networks: what they are (`registry`), their files (`weights`), and their making (`convert`)."""
