"""The data model of a county: its layers and columns, codes and milestones, and the county itself."""
