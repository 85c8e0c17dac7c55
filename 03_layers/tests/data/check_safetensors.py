#!/usr/bin/env python3
"""python_safetensors_test's other half: reads the file that was written there with Python's
`safetensors`, and writes one that is read there. Arguments: the two files."""
import sys

import numpy
import safetensors
from safetensors import safe_open
from safetensors.numpy import save_file

written_there, written_here = sys.argv[1:]
count = numpy.arange(24)
expected = {
    "float32": (count / 8 - 1).astype(numpy.float32).reshape(2, 3, 4),
    "float64": count / 3,
    "int64": (count - 12).reshape(4, 6) * 2**40,
    "uint8": (count * 10).astype(numpy.uint8),
    "bool": count % 3 == 0,
    "transposed": (count / 8 - 1).astype(numpy.float32).reshape(4, 6).T,
    "empty": numpy.zeros((0, 5), numpy.float32),
    "number": numpy.array(0.1),
    "ä/ß \"quoted\"": numpy.array([1.5], numpy.float32),
    "special": numpy.array([numpy.nan, numpy.inf, -numpy.inf, -0.0], numpy.float32),
}
with safe_open(written_there, framework="numpy") as file:
    assert file.metadata() == {"made by": "Gradus", "note": "a\nb"}, file.metadata()
    assert set(file.keys()) == set(expected), sorted(file.keys())
    for name, array in expected.items():
        found = file.get_tensor(name)
        assert found.dtype == array.dtype and found.shape == array.shape, (name, found)
        same = numpy.ascontiguousarray(found).tobytes() == numpy.ascontiguousarray(array).tobytes()
        assert same or name == "special", (name, found, array)
        numpy.testing.assert_array_equal(found, array)
save_file({name: array.copy(order="C") for name, array in expected.items()},
          written_here, metadata={"made by": "Python"})
print(f"Python {sys.version.split()[0]}, safetensors {safetensors.__version__}, "
      f"numpy {numpy.__version__}")
