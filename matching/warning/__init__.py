"""Early warning: triggers as data, alerts that follow from facts, clocks and visit plans."""
