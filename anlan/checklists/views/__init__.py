"""Pages of the checklists: the library, one version, issuing one."""
