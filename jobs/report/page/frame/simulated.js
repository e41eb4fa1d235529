// What of a result rests on simulated data, as its inputs say.
report.simulated = () => report.rows("provenance/inputs").filter(row => row.simulated === 1).map(row => row.path);
