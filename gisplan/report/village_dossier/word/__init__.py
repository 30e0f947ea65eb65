"""The dossier as Word documents, one a village, by gisplan's template or a bureau's own."""
