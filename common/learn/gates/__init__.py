"""The slow exercise gates: builds that prove what the exercises promise."""
