"""Numbers, not people: from pictures and landmarks to head pose, states and windows. Numpy in, numpy out."""
