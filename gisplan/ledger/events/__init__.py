"""Events of works: recording them, and the states that follow from them."""
