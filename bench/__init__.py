"""What measures the service's speed and size: a data set, rivals on the same machine in the same run, and the load."""
