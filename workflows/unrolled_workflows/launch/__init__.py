"""Files that start a cluster and a search on it: Ray's launcher, KubeRay, SLURM, or this machine."""
