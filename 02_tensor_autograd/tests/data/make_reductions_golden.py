#!/usr/bin/env python3
"""Writes reductions.json, the golden values of reductions, with PyTorch: python3 make_reductions_golden.py

Each case: the function with its settings, the input and its dtype, the result and its dtype, and for floating-point
results a random upstream gradient and the gradient. The values do not depend on PyTorch's version.

Left out are gradients that PyTorch computes worse: of products with NaN or infinity (it divides the product by the
element) and of variances of infinity, and uint8 as the dtype of any() and all() of uint8.
"""
import json
import pathlib

import torch

HERE = pathlib.Path(__file__).parent
CASES = {}
nan, inf = float("nan"), float("inf")
torch.manual_seed(7)


def plain(x):
    """Numbers as JSON has them: NaN is null, the infinities are texts, truth values are 0 and 1."""
    if isinstance(x, list):
        return [plain(item) for item in x]
    return None if x != x else "inf" if x == inf else "-inf" if x == -inf else int(x) if isinstance(x, bool) else x


def tensor(x):
    x = x.detach()
    return {"dtype": str(x.dtype).removeprefix("torch."), "shape": list(x.shape), "values": plain(x.flatten().tolist())}


def prod(x, axes, keepdim):
    """PyTorch's takes one axis at a time."""
    for axis in sorted((axis % x.dim() for axis in axes), reverse=True):
        x = x.prod(axis, keepdim)
    return x


def arg(f):
    return lambda x, axes, keepdim: f(x, axes[0], keepdim) if axes else f(x)


def each_axis(f):
    def apply(x, axes, keepdim):
        for axis in sorted((axis % x.dim() for axis in axes), reverse=True):
            x = f(x, axis, keepdim)
        return x
    return apply


FUNCTIONS = {
    "sum": torch.sum,
    "mean": torch.mean,
    "max": torch.amax,
    "min": torch.amin,
    "prod": prod,
    "var": lambda x, axes, keepdim: torch.var(x, axes, correction=1, keepdim=keepdim),
    "var 0": lambda x, axes, keepdim: torch.var(x, axes, correction=0, keepdim=keepdim),
    "std": lambda x, axes, keepdim: torch.std(x, axes, correction=1, keepdim=keepdim),
    "logsumexp": torch.logsumexp,
    "norm": lambda x, axes, keepdim: torch.linalg.vector_norm(x, dim=axes, keepdim=keepdim),
    "cumsum": lambda x, axes, keepdim: torch.cumsum(x, axes[0]),
    "argmax": arg(torch.argmax),
    "argmin": arg(torch.argmin),
    "any": each_axis(torch.any),
    "all": each_axis(torch.all),
}
ALL_FLOAT = ["sum", "mean", "max", "min", "prod", "var", "var 0", "std", "logsumexp", "norm"]


def case(function, x, axes, keepdim=False, gradient=True, tolerance=1e-12):
    x = x.clone()
    if x.dtype.is_floating_point and gradient:
        x.requires_grad_()
    everything = tuple(range(x.dim())) if function not in ("argmax", "argmin") else ()
    result = FUNCTIONS[function](x, axes or everything, keepdim)
    content = {"function": function, "axes": list(axes), "keepdim": int(keepdim), "tolerance": tolerance,
               "input": tensor(x), "result": tensor(result)}
    if result.requires_grad:
        upstream = normal(*result.shape)
        content |= {"upstream": tensor(upstream),
                    "gradient": tensor(torch.autograd.grad(result, x, upstream)[0])}
    CASES[f"{len(CASES):03} {function} of {list(x.shape)} over {list(axes)}{', keepdim' * keepdim}"] = content


def numbers(*values, dtype=torch.float64):
    return torch.tensor(values, dtype=dtype)


def normal(*shape):
    """Few digits, so that the file stays small."""
    return torch.randn(*shape, dtype=torch.float64).round(decimals=2)


for function in ALL_FLOAT:
    case(function, normal(3, 4), ())
    case(function, normal(2, 3, 4), (1,))
    case(function, normal(2, 3, 4), (0, -1), True)
    case(function, normal(2, 5, 3), (-2,), True)
    case(function, normal(4, 2, 3), (2, 1))
    case(function, normal(0, 3), (1,))  # no results
    case(function, numbers([1, nan, 3], [4, 5, 6]), (1,), gradient=function != "prod")
    case(function, numbers([inf, 1, 2], [-inf, 3, 4]), (1,), gradient=function not in ("prod", "var", "var 0", "std"))
    case(function, normal(7), (0,))
    case(function, numbers(2.5), ())
    if function not in ("max", "min", "var", "var 0", "std"):
        case(function, normal(2, 0), (1,))  # results of nothing
        case(function, normal(0), ())
# Ties, and zeros of both signs.
for function in ["max", "min"]:
    case(function, numbers([3, 1, 3, 3], [1, 1, 2, 2]), (1,))
    case(function, numbers([3, 1, 3, 3], [1, 1, 3, 2]), (0, 1))
    case(function, numbers([0.0, -0.0, 0.0]), (1,), True)
    case(function, numbers([nan, nan, 1]), (1,))
    case(function, numbers([[2, 2], [1, 2]], [[2, 0], [5, 5]]), (0, 2))
for function in ["argmax", "argmin"]:
    case(function, numbers([3, 1, 3, 1], [1, 1, 2, 2]), (1,))
    case(function, numbers([3, 1, 3, 3], [1, 1, 2, 2]), (), False)
    case(function, numbers([1, nan, 3, nan], [nan, 9, 2, 2]), (1,), True)
    case(function, numbers([inf, -inf, 3], [-inf, -inf, inf]), (-1,))
    case(function, normal(4, 3, 5), (1,))
    case(function, numbers([5, 2, 9], [7, 7, 1], dtype=torch.int64), (0,))
    case(function, numbers(200, 7, 255, 0, dtype=torch.uint8), (0,))
# Products with one zero, with several, and of many.
for values in [[2, 0, 5], [0, 3, 0], [0, 0, 0], [-1, 4, 0.5], [1e-200, 1e-200, 3]]:
    case("prod", numbers(values), (1,))
case("prod", normal(13, 2), (0,))
# Variances of one element, of equal ones, of large ones.
for function in ["var", "var 0", "std"]:
    case(function, numbers([4.0], [5.0]), (1,))
    case(function, numbers([4, 4, 4], [1, 2, 6]), (1,))
    case(function, numbers([100000001, 100000002, 100000004.0]), (1,), tolerance=1e-8)
# Where exp overflows, underflows, and has nothing to add.
case("logsumexp", numbers([1000, 1001, 1002], [-1000, -1001, -1002], [0, -1000, 1000]), (1,))
case("logsumexp", numbers([-inf, -inf], [-inf, 1], [inf, 1], [inf, -inf]), (1,))
case("norm", numbers([0, 0], [3, 4]), (1,))
for axis in [0, 1, -1]:
    case("cumsum", normal(3, 4, 2), (axis,))
case("cumsum", numbers([1, nan, 2], [inf, 1, -inf]), (1,))
case("cumsum", numbers([1, inf, 2]), (1,))
case("cumsum", normal(2, 0), (1,))
# Whole numbers and truth values.
for dtype in [torch.int64, torch.uint8, torch.bool]:
    x = torch.randint(0, 2 if dtype == torch.bool else 9, (3, 4, 2)).to(dtype)
    for function in ["sum", "max", "min", "prod", "cumsum"]:
        case(function, x, (1,), function != "cumsum")
    for function in ["sum", "max", "min", "prod"]:
        case(function, x, (0, 2))
    case("sum", torch.full((300,), 255).to(dtype), ())
    case("sum", x[:, :0], (1,))
    case("prod", x[:, :0], (1,))
    if dtype != torch.uint8:
        case("any", x, (1,))
        case("all", x, (0, 2), True)
for function in ["any", "all"]:
    case(function, numbers([0, 0], [0, nan], [-0.0, 0]), (1,))
    case(function, numbers([0, 0], [1, nan], [2, 0]), ())
    case(function, normal(3, 0), (1,))

lines = [f" {json.dumps(name)}: {json.dumps(content)}" for name, content in CASES.items()]
(HERE / "reductions.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
