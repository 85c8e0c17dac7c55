#!/usr/bin/env python3
"""Writes python.safetensors with Python's `safetensors` (pip install safetensors numpy)."""
import pathlib

import numpy
from safetensors.numpy import save_file

save_file({"count": numpy.array(7, dtype=numpy.int64),
           "empty": numpy.zeros((0, 3), numpy.float64),
           "mask": numpy.array([True, False]),
           "pixels": numpy.array([0, 128, 255], dtype=numpy.uint8),
           "weight": numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 2},
          pathlib.Path(__file__).parent / "python.safetensors", metadata={"made by": "Python"})
