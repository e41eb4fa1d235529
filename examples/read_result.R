# What to do with a result in R. Usage: Rscript read_result.R results.h5 [study.gpkg]
# Needs rhdf5 (Bioconductor; Debian: r-bioc-rhdf5); with a GeoPackage
# (terrabalance export study.toml -o study.gpkg) and sf it maps.
library(rhdf5)
arguments <- commandArgs(trailingOnly = TRUE)
path <- arguments[1]

# A table is a group with one array a column; the attribute `columns` has their order.
read_table <- function(path, name) {
  columns <- h5readAttributes(path, name)$columns
  frame <- lapply(columns, function(column) as.vector(h5read(path, paste0(name, "/", column))))
  names(frame) <- columns
  as.data.frame(frame)
}

balance <- read_table(path, "account/balance")
net <- subset(balance, item == "net")
last <- subset(net, year == max(year))
print(last[order(-last$value), c("zone", "value", "unit")], row.names = FALSE)

wide <- tapply(net$value, list(net$zone, net$year), sum)
png("net.png", width = 1600, height = 900, res = 150)
barplot(t(wide), beside = TRUE, las = 2, ylab = "net carbon, t C a year", legend.text = colnames(wide))
invisible(dev.off())
cat("net.png\n")

if (length(arguments) > 1) {
  cities <- sf::st_read(arguments[2], layer = "account_balance_map", quiet = TRUE)
  now <- subset(cities, item == "net_per_km2" & year == max(year))
  png("map.png", width = 1200, height = 1000, res = 150)
  plot(now["value"], main = "net carbon, t C/km2/yr")
  invisible(dev.off())
  cat("map.png\n")
}
