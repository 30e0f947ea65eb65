"""The dossier: a page a village."""
