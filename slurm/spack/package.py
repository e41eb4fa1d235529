# Spack recipe. From a clone of terrabalance:
#   spack repo create ~/terrabalance-repo terrabalance
#   mkdir -p ~/terrabalance-repo/packages/terrabalance
#   cp slurm/spack/package.py ~/terrabalance-repo/packages/terrabalance/
#   spack repo add ~/terrabalance-repo
#   spack dev-build --source-path "$PWD" terrabalance@0.1.0
from spack.package import *


class Terrabalance(CMakePackage):
    """Carbon balance of land, city by city and year by year, for urban agglomerations and
    provinces: land-use rasters of any size, MPI and OpenMP, results in HDF5."""

    license("Apache-2.0")
    # The clone is the source; there is no archive to fetch.
    version("0.1.0")

    variant("tests", default=False, description="Build the tests")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("mpi")
    depends_on("gdal@3.6:")
    depends_on("hdf5@1.10:+mpi+hl")
    depends_on("eigen@3.4:")
    depends_on("cli11@2.1:")
    depends_on("tomlplusplus@3:")
    depends_on("spdlog@1.10:")
    depends_on("nlohmann-json")
    depends_on("boost+math")
    depends_on("nanoflann")
    depends_on("random123")
    depends_on("clp")
    depends_on("xxhash@0.8:")
    depends_on("googletest+gmock", when="+tests")

    # The chart library of the report's page.
    resource(
        name="echarts",
        url="https://registry.npmjs.org/echarts/-/echarts-6.1.0.tgz",
        sha256="681aff88cc1038c3fa941a3a53d1b177a52250b05335efc607d6105ae13be481",
        expand=False,
        placement="echarts",
    )

    def cmake_args(self):
        echarts = join_path(self.stage.source_path, "echarts", "echarts-6.1.0.tgz")
        return [
            self.define_from_variant("TERRABALANCE_TESTS", "tests"),
            self.define("TERRABALANCE_BENCHMARKS", False),
            self.define("TERRABALANCE_ECHARTS", echarts),
        ]
