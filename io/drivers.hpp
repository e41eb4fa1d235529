#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace terrabalance {

/// Makes GDAL's drivers for the formats of this field known, once: GTiff, COG, VRT, HFA, ENVI,
/// EHdr, AAIGrid; GPKG, ESRI Shapefile, GeoJSON, FlatGeobuf, MapInfo File, CSV. The others stay
/// shut: each is a parser that hostile files could reach, and knowing them all takes 10 ms of every
/// start.
void start_gdal();

/// Makes further drivers of GDAL known by their short names (netCDF, GML ...). Not while other
/// threads use GDAL. \throws InputError for a name that this GDAL does not have
void allow_drivers(const std::vector<std::string>& names);

/// Lets GDAL's cache of blocks hold so many bytes more. It starts with 128 MiB, as nearly all is
/// read and written past it; GDAL's own default, a twentieth of the machine's memory, would fill up
/// with blocks of maps. A size that the user asks for with GDAL_CACHEMAX stays.
void enlarge_block_cache(std::int64_t bytes);

}  // namespace terrabalance
