"""Speed, said as ratios to baselines measured in the same run: machines are noisy, ratios much less."""
