"""How exact the measures are: one module a section, each measured from the same landmarks, poses and states."""
