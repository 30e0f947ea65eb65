"""Upper and lower bounds: dual ascent, the linear program and its cuts."""
