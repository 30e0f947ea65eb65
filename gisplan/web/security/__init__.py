"""What every request passes before a page is made: hosts, origins, sizes, roles; and the headers of answers."""
