"""The limited process in which foreign bytes are parsed, and what the parent asks of it."""
