"""One edition as one readable YAML file: ``loading.load`` reads it in, ``dumping.dump`` writes it back."""
