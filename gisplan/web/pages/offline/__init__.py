"""What a phone needs to go without a network: its own works, and entries that it sends when there is one."""
