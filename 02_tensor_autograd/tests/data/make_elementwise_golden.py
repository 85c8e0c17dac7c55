#!/usr/bin/env python3
"""Writes the golden values of the elementwise operations with PyTorch: python3 make_elementwise_golden.py

promotion.json      the dtype that two dtypes meet in: tensors with axes, tensors of rank 0, numbers
mixed_dtypes.json   results of operations on two dtypes, and their dtypes
elementwise.json    functions: inputs, result and, where there is one, a random upstream gradient and the gradients
Dtypes are numbers: the place in DTYPES. The values do not depend on PyTorch's version.
"""
import json
import pathlib

import torch

HERE = pathlib.Path(__file__).parent
DTYPES = [torch.float32, torch.float64, torch.int64, torch.uint8, torch.bool, torch.float16, torch.bfloat16]
NUMBERS = [True, 2, 2.5]
nan, inf = float("nan"), float("inf")


def name(dtype):
    return str(dtype).removeprefix("torch.")


def plain(x):
    """Numbers as JSON has them: NaN is null, the infinities are texts, truth values are 0 and 1."""
    if isinstance(x, list):
        return [plain(item) for item in x]
    return None if x != x else "inf" if x == inf else "-inf" if x == -inf else int(x) if isinstance(x, bool) else x


def write(file, content):
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in content.items()]
    (HERE / file).write_text("{\n" + ",\n".join(lines) + "\n}\n")


# Promotion. For each dtype a row: what it makes with each dtype, or with true, a whole and a floating-point number.

def table(left, right):
    return {name(a): [DTYPES.index(torch.result_type(left(a), b)) for b in right] for a in DTYPES}


def axes(dtype):
    return torch.ones(1, dtype=dtype)


def single(dtype):
    return torch.ones((), dtype=dtype)


write("promotion.json", {
    "promote_types": {name(a): [DTYPES.index(torch.promote_types(a, b)) for b in DTYPES] for a in DTYPES},
    "axes and axes": table(axes, [axes(b) for b in DTYPES]),
    "axes and single": table(axes, [single(b) for b in DTYPES]),
    "single and single": table(single, [single(b) for b in DTYPES]),
    "axes and number": table(axes, NUMBERS),
    "single and number": table(single, NUMBERS),
})

# Operations on two dtypes.

OPERATIONS = {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div,
    "maximum": lambda a, b: torch.maximum(a, b) if torch.is_tensor(b) else None,
    "minimum": lambda a, b: torch.minimum(a, b) if torch.is_tensor(b) else None,
    "eq": torch.eq, "ne": torch.ne, "lt": torch.lt, "le": torch.le, "gt": torch.gt, "ge": torch.ge,
    "where": lambda a, b: torch.where(torch.tensor([True, False, True]), a, b) if torch.is_tensor(b) else None,
}


def result(f, a, b):
    try:
        found = f(a, b)
    except RuntimeError:  # such as a difference of truth values
        return None
    return found if found is None else {"dtype": DTYPES.index(found.dtype), "values": plain(found.tolist())}


mixed = {}
for operation, f in OPERATIONS.items():
    mixed[operation] = {}
    for a in DTYPES[:5]:
        left = torch.tensor([3, 1, 2]).to(a)
        for kind, right in [(name(b), torch.tensor([2, 1, 5]).to(b)) for b in DTYPES[:5]] + \
                           [(name(b) + " single", torch.tensor(2).to(b)) for b in DTYPES[:5]] + \
                           [("number " + n, b) for n, b in zip(["true", "whole", "floating"], NUMBERS)]:
            found = result(f, left, right)
            if found is not None:
                mixed[operation][name(a) + " and " + kind] = found
write("mixed_dtypes.json", mixed)

# Functions, in float64.

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
CASES = {}


def tensor(x):
    x = x.detach()
    return {"shape": list(x.shape), "values": plain(x.flatten().tolist())}


def case(key, f, *inputs):
    inputs = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
    value = f(*inputs)
    entry = {"inputs": {str(i): tensor(x) for i, x in enumerate(inputs)}, "result": tensor(value)}
    if value.is_floating_point():
        upstream = torch.randn(value.shape)
        gradients = torch.autograd.grad(value, [x for x in inputs if x.is_floating_point()], upstream)
        entry |= {"upstream": tensor(upstream), "gradients": {str(i): tensor(g) for i, g in enumerate(gradients)}}
    CASES[key] = entry


def numbers(*values):
    return torch.tensor(values)


EDGES = numbers(nan, inf, -inf, 0.0, -0.0, 1.0, -1.0, 0.3, -2.5, 30.0, -30.0, 1e-12, -1e-12, 1e-300)
case("sign", torch.sign, EDGES)
case("square", torch.square, EDGES)
case("abs", torch.abs, EDGES)
case("relu", torch.relu, EDGES[1:])
case("log1p", torch.log1p, EDGES)
case("reciprocal", torch.reciprocal, EDGES)
case("rsqrt", torch.rsqrt, numbers(nan, inf, 0.0, 1.0, 0.3, 30.0, 1e-12, 1e-200, 1e200, -1.0))
case("sin", torch.sin, EDGES)
case("cos", torch.cos, EDGES)
case("erf", torch.erf, EDGES)
case("gelu", torch.nn.functional.gelu, numbers(nan, 0.0, -0.0, 1.0, -1.0, 0.3, -2.5, 30.0, -30.0, 1e-12))
case("gelu tanh", lambda x: torch.nn.functional.gelu(x, approximate="tanh"),
     numbers(nan, 0.0, -0.0, 1.0, -1.0, 0.3, -2.5, 30.0, -30.0, 1e-12))

LEFT = numbers(1.0, 2.0, 3.0, nan, 1.0, nan, inf, -inf, inf, 0.0, -0.0, 5.0)
RIGHT = numbers(2.0, 1.0, 3.0, 1.0, nan, nan, 1.0, 1.0, inf, -0.0, 0.0, -5.0)
case("maximum", torch.maximum, LEFT, RIGHT)
case("minimum", torch.minimum, LEFT, RIGHT)
case("maximum broadcast", torch.maximum, torch.randn(2, 1, 4), torch.randn(3, 1))
case("minimum broadcast", torch.minimum, torch.randn(3, 1), torch.randn(2, 1, 4))
for key in ["eq", "ne", "lt", "le", "gt", "ge"]:
    case(key, getattr(torch, key), LEFT, RIGHT)
case("lt broadcast", torch.lt, torch.randn(2, 1, 4), torch.randn(3, 1))
case("isnan", torch.isnan, EDGES)
case("isinf", torch.isinf, EDGES)
case("isfinite", torch.isfinite, EDGES)
case("logical_not", torch.logical_not, EDGES)
case("logical_and", torch.logical_and, EDGES, EDGES.roll(3))
case("logical_or", torch.logical_or, EDGES, EDGES.roll(3))

case("clamp", lambda x: x.clamp(-1.0, 0.3), EDGES)
case("clamp min", lambda x: x.clamp(min=0.3), EDGES)
case("clamp max", lambda x: x.clamp(max=-1.0), EDGES)
case("clamp to the bounds' order", lambda x: x.clamp(1.0, -1.0), EDGES)

case("where", torch.where, numbers(True, False, True, False, True, False), numbers(1.0, nan, 3.0, inf, nan, 6.0),
     numbers(nan, 2.0, -inf, 4.0, 5.0, nan))
case("where broadcast", lambda a, b: torch.where(torch.tensor([[True], [False], [True]]), a, b),
     torch.randn(2, 1, 4), torch.randn(4))
case("log where positive", lambda x: torch.where(x > 0, torch.log(torch.where(x > 0, x, 1.0)), 0.0),
     numbers(-1.0, 0.0, 0.5, 3.0))
write("elementwise.json", CASES)
