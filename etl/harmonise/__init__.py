"""From observations to series: what the indicators read."""
