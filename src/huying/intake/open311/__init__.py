"""Open311 GeoReport v2: other systems and apps send requests and follow them, in XML and JSON."""
