# Reads a result in R (rhdf5, sf, terra) and compares it with the tables as CSV.
# Usage: Rscript check.R FOLDER, as scripts/test-interoperability.sh lays it out.
folder <- commandArgs(trailingOnly = TRUE)[1]
result <- file.path(folder, "results.h5")
expected <- read.csv(file.path(folder, "account_balance.csv"), colClasses = c(zone = "character"))

has <- function(package) {
  there <- requireNamespace(package, quietly = TRUE)
  if (!there) cat("skipped: R package", package, "not installed\n")
  there
}

if (has("rhdf5")) {
  value <- as.vector(rhdf5::h5read(result, "account/balance/value"))
  zone <- as.vector(rhdf5::h5read(result, "account/balance/zone"))
  stopifnot(length(value) == nrow(expected), zone == expected$zone)
  stopifnot(all(is.nan(value) == is.na(expected$value)), all(value == expected$value, na.rm = TRUE))
  cat("rhdf5:", length(value), "values are those of `terrabalance table`\n")
}

if (has("sf")) {
  map <- sf::st_read(file.path(folder, "study.gpkg"), layer = "account_balance_map", quiet = TRUE)
  key <- function(d) paste(d$year, d$zone, d$item)
  found <- map$value[match(key(expected), key(map))]
  stopifnot(all(found == expected$value, na.rm = TRUE), inherits(sf::st_geometry(map), "sfc"))
  cat("sf:", length(found), "values are those of `terrabalance table`\n")
}

if (has("terra")) {
  net <- terra::rast(file.path(folder, "maps", "net_2020.vrt"))
  total <- terra::global(net, "sum", na.rm = TRUE)[1, 1]
  balance <- sum(expected$value[expected$year == 2020 & expected$item == "net"])
  stopifnot(abs(total - balance) < 1e-3 * abs(balance))
  cat("terra: the map of 2020 sums to", format(total), "t C, the table to", format(balance), "\n")
}
