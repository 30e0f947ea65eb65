"""What other programs may ask of the desk: the schemas of what is sent and answered, and the document of them."""
