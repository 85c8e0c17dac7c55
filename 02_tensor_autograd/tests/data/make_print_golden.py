#!/usr/bin/env python3
"""Writes print.json, arrays as NumPy prints them: python3 make_print_golden.py

Made with NumPy 2.4.6. Versions before 2.3 write large float32 numbers without an exponent up to 1e8, not up to 1e6.
"""
import json
import pathlib

import numpy as np

assert np.lib.NumpyVersion(np.__version__) >= "2.3.0", "NumPy 2.3 or newer is needed"
HERE = pathlib.Path(__file__).parent
CASES = {}
draw = np.random.default_rng(5)


def plain(x):
    """Numbers as JSON has them: NaN is null, the infinities are texts."""
    if isinstance(x, float) and not np.isfinite(x):
        return None if x != x else "inf" if x > 0 else "-inf"
    return x


def case(name, array, ramp=None, **options):
    array = np.asarray(array)
    assert name not in CASES
    with np.printoptions(**options):
        text = np.array2string(array)
    CASES[name] = {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        **({"ramp": ramp} if ramp else {"values": [plain(x) for x in array.flatten().tolist()]}),
        "options": {name: int(value) for name, value in options.items()},
        "text": text,
    }


def counted(name, shape, start, step, **options):
    """start, start + step, ...; whole numbers if both are."""
    case(name, (start + step * np.arange(np.prod(shape))).reshape(shape), [start, step], **options)


def both(name, values, **options):
    for dtype in [np.float64, np.float32]:
        case(f"{name}, {np.dtype(dtype).name}", np.array(values, dtype), **options)


# Notation and columns.
nan, inf = np.nan, np.inf
both("whole", [1, 2, 3])
both("mixed", [0.1, -2.5, 3, 1 / 3, 2 / 3])
both("small ones", [0.001, 0.01, 0.5])
both("a factor of 1000", [0.001, 1.0])
both("a little more", [0.000999, 1.0])
both("beneath 1e-4", [0.00009, 0.0003])
both("1e8", [1e8, 2e8, 1.5e8])
both("beneath 1e8", [99999992.0, 12345678.0])
both("seven digits are enough", [67108872.0, 16777216.0, 33554436.0])
both("wide", [1e-20, 1.5, -1e20])
both("zeros", [0.0, -0.0])
both("zero and tiny", [0.0, 1e-30])
both("zero and large", [0.0, -0.0, 12345.678])
both("nan", [nan, 1.5, -2.25])
both("infinities", [inf, -inf, 1.0])
both("only inf", [inf, inf])
both("only nan", [nan])
both("nothing finite", [-inf, nan, inf])
both("inf and an exponent", [inf, 1e20, -1e-20])
both("-inf and short ones", [-inf, 1, 2])
both("inf and long ones", [inf, 123456.789, 1000.5])
both("eight digits", [np.pi, np.e, -np.sqrt(2)])
both("rounded to zeros", [0.1000000001, 1.00000000049])
both("rounded up", [0.999999999, 9.9999999999])
both("half way", [0.5000000005, 0.125, 2.0 ** -10, 1 + 2.0 ** -9])
both("exponents of three digits", [1e-30, 1e30])
case("large exponents", [1e-300, 1e300, 1.0])
case("the ends of float64", [np.finfo(np.float64).max, np.finfo(np.float64).tiny, 5e-324])
case("the ends of float32", np.array([np.finfo(np.float32).max, np.finfo(np.float32).tiny, 1e-45], np.float32))
case("many digits and an exponent", [1 / 3e10, -2e10 / 3])
both("negative exponents", [1e-5, -2.5e-7, 3.125e-9])
both("single number", 1.5)
both("single whole number", 3.0)
both("single negative number", -1e-7)
both("single large number", 1e20)
both("single nan", nan)

# Whole numbers and truth values.
case("int64", np.array([1, -20, 300]))
case("int64 matrix", np.array([[1, -2], [1000000, 4]]))
case("int64 min", np.array([-2 ** 63, 0, 1]))
case("int64 single", np.array(-7))
case("uint8", np.array([[0, 7], [255, 30]], np.uint8))
case("bool", np.array([[True, False], [False, True]]))
case("all true", np.array([True, True]))
case("bool single", np.array(True))

# Brackets, blank lines, empty arrays.
case("no elements", np.zeros(0))
case("no columns", np.zeros((2, 0, 3)))
case("matrix", [[1.5, 2], [-3, 4.25]])
case("one by one", [[[[1.0]]]])
case("cube", np.arange(24).reshape(2, 3, 4))
case("four axes", np.arange(16).reshape(2, 2, 2, 2) / 8)
case("column", np.arange(5.0).reshape(5, 1))
case("five axes", np.arange(8).reshape(2, 1, 2, 1, 2))

# Long lines.
counted("wrapped", [40], 0.0, 0.125)
counted("wrapped matrix", [2, 30], 0.0, 1.25)
counted("wrapped cube", [2, 2, 24], 0, 1000)
for width in [10, 20, 74, 76]:
    counted(f"linewidth {width}", [30], 0, 11, linewidth=width)
case("words wider than the line", np.array([1e20, 1.5]), linewidth=5)

# Shortened.
counted("1000 elements", [1000], 0, 1)
counted("1001 elements", [1001], 0, 1)
counted("long matrix", [1000, 3], 0.0, 0.25)
counted("wide matrix", [3, 1000], 0.0, 1.0)
counted("large cube", [20, 20, 20], 0, 1)
counted("large cube of few", [2, 5, 200], -1000, 1)
case("what is not shown does not count", [0.5] * 5 + [1e20] + [0.5] * 5, threshold=10)
counted("threshold", [3, 4], 0, 1, threshold=11, edgeitems=1)
counted("edge items", [100], 0, 1, threshold=10, edgeitems=5)
counted("edge items that meet", [10], 0, 1, threshold=5, edgeitems=5)
counted("edge items of a matrix", [7, 7], 0, 1, threshold=5, edgeitems=2)

# Options.
both("precision 3", [np.pi, -0.00125, 100], precision=3)
both("precision 0", [1.5, 2.5, 0.3], precision=0)
both("precision 2 with an exponent", [1.23456e10, 1e-10], precision=2)
both("precision 20", [0.1, 1 / 3], precision=20)
both("suppress", [1e-10, 0.5, -1e-12], suppress=True)
both("suppress and a large one", [1e-10, 1e8], suppress=True)
both("suppress and ratio", [0.001, 12345.0], suppress=True)

# At random: every size from 1e-20 to 1e20, then close together. Decimals, so that the bits are the same everywhere.
for i in range(40):
    dtype = [np.float64, np.float32][i % 2]
    shape = [int(n) for n in draw.integers(1, 5, draw.integers(1, 4))]
    middle, spread = (0, 20) if i % 3 == 0 else (int(draw.integers(-20, 20)), int(draw.integers(0, 3)))
    values = [float(f"{draw.integers(-10 ** digits, 10 ** digits)}e{draw.integers(-spread, spread + 1) + middle - digits}")
              for digits in draw.integers(1, 18, np.prod(shape))]
    case(f"random {i}", np.array(values).reshape(shape).astype(dtype))

lines = [f" {json.dumps(name)}: {json.dumps(content)}" for name, content in CASES.items()]
(HERE / "print.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
