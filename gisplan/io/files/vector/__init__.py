"""Files of maps that gisplan reads itself, or must look at before GDAL does: KML, GPX, MapInfo, FileGDB, DXF."""
