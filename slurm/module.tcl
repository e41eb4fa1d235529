#%Module1.0
# Module file of terrabalance, for Environment Modules and Lmod. `cmake --install` puts it below the
# prefix, and it finds the prefix by its own place:
#   module use PREFIX/share/terrabalance/modulefiles
#   module load terrabalance
set root [file normalize [file join [file dirname $ModulesCurrentModulefile] .. .. .. ..]]
set version [file tail $ModulesCurrentModulefile]

proc ModulesHelp {} {
  puts stderr "terrabalance JOB --help lists the options of a job; batch scripts to copy are in \$TERRABALANCE_SHARE/slurm."
}
module-whatis "terrabalance $version: carbon balance of land for urban agglomerations and provinces"
conflict terrabalance
prepend-path PATH $root/bin
setenv TERRABALANCE_SHARE $root/share/terrabalance
# Where MPI, HDF5 and GDAL are modules themselves, name those that it was built with:
# module load openmpi hdf5 gdal
