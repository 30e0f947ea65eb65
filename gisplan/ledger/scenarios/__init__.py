"""The scenarios of a county in its store: begun, changed by several planners, commented on, and handed over."""
