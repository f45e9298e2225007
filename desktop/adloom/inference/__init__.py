"""Networks: manifests, sessions, devices and preprocessing. The only owner of runtimes."""
