#!/usr/bin/env python3
"""Writes indexing.json, the golden values of index_ops.h, with PyTorch: python3 make_indexing_golden.py

Each case: inputs, an index where the function takes one, a random upstream gradient, result and gradients in float64;
and results for whole numbers in the other dtypes. The values do not depend on PyTorch's version.
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
HERE = pathlib.Path(__file__).parent
CASES = {}
DTYPES = {"float32": torch.float32, "int64": torch.int64, "uint8": torch.uint8, "bool": torch.bool}


def plain(x):
    """Numbers as JSON has them: NaN is null."""
    return [None if item != item else item for item in x]


def tensor(x):
    x = x.detach()
    return {"shape": list(x.shape), "values": plain(x.double().flatten().tolist())}


def case(name, f, *inputs, index=None, whole=True):
    """f(*inputs) or f(*inputs, index); `whole`: also for whole numbers of each dtype."""
    more = [] if index is None else [index]
    inputs = [x.clone().requires_grad_() for x in inputs]
    result = f(*inputs, *more)
    upstream = normal(*result.shape)
    gradients = torch.autograd.grad(result, inputs, upstream)
    entry = {
        "inputs": {str(i): tensor(x) for i, x in enumerate(inputs)},
        "upstream": tensor(upstream),
        "result": tensor(result),
        "gradients": {str(i): tensor(g) for i, g in enumerate(gradients)},
    }
    if index is not None:
        entry["index"] = tensor(index)
    if whole:
        numbers = [torch.randint(0, 100, x.shape) for x in inputs]
        entry["whole inputs"] = {str(i): tensor(x) for i, x in enumerate(numbers)}
        entry["whole results"] = {
            dtype: tensor(f(*[x.to(kind) for x in numbers], *more)) for dtype, kind in DTYPES.items()
        }
    CASES[name] = entry


def normal(*shape):
    return (100 * torch.randn(*shape)).round() / 100  # short in the file


def positions(size, *shape):
    return torch.randint(0, size, shape)


for axis in (0, 1, -1):
    case(f"gather {axis}", lambda x, i: x.gather(axis, i), normal(4, 3, 5), index=positions(3, 2, 3, 4))
    case(f"scatter_add {axis}", lambda x, src, i: x.scatter_add(axis, i, src), normal(3, 4, 3), normal(2, 4, 3),
         index=positions(3, 2, 4, 3))
    case(f"index_select {axis}", lambda x, i: x.index_select(axis, i), normal(4, 3, 5), index=positions(3, 7))
    case(f"cat {axis}", lambda a, b: torch.cat([a, b, a], axis), normal(2, 3, 2), normal(2, 3, 2))
    case(f"stack {axis}", lambda a, b: torch.stack([a, b], axis), normal(2, 3), normal(2, 3))
    case(f"split {axis}", lambda x: torch.split(x, 2, axis)[-1], normal(3, 3, 5))
case("cat of unequal sizes", lambda a, b, c: torch.cat([a, b, c], 1), normal(2, 3), normal(2, 0), normal(2, 1))
case("cat of many", lambda x: torch.cat(list(x), 0), normal(17, 2, 3))
case("split_with_sizes", lambda x: torch.cat(torch.split(x, [1, 0, 4], 1), 1), normal(2, 5))
case("flip", lambda x: x.flip([0, -1]), normal(2, 3, 4))
case("flip nothing", lambda x: x.flip([]), normal(2, 3))
case("repeat", lambda x: x.repeat(2, 3), normal(2, 3))
case("repeat with new axes", lambda x: x.repeat(2, 1, 3, 2), normal(3, 2))
case("repeat no times", lambda x: x.repeat(0, 2), normal(3, 2))
case("pad", lambda x: torch.nn.functional.pad(x, (1, 2, 3, 0)), normal(2, 2, 3))
case("pad with a value", lambda x: torch.nn.functional.pad(x, (1, 1), value=7.0), normal(2, 3))
case("pad that cuts", lambda x: torch.nn.functional.pad(x, (-1, 2, 1, -2), value=3.0), normal(4, 4))
case("tril", lambda x: x.tril(), normal(3, 4))
case("tril above", lambda x: x.tril(1), normal(2, 3, 3))
case("tril below", lambda x: x.tril(-2), normal(4, 3))
case("triu", lambda x: x.triu(), normal(4, 3))
case("triu above", lambda x: x.triu(2), normal(3, 4))
case("triu below", lambda x: x.triu(-1), normal(2, 3, 3))
case("topk", lambda x: x.topk(2, 0)[0], normal(5, 3), whole=False)
case("topk smallest", lambda x: x.topk(3, -1, False)[0], normal(2, 5), whole=False)
case("topk with NaN", lambda x: x.topk(3)[0], torch.tensor([1.0, float("nan"), 3.0, 2.0, -1.0]), whole=False)
case("topk smallest with NaN", lambda x: x.topk(4, -1, False)[0], torch.tensor([1.0, float("nan"), 3.0, 2.0]),
     whole=False)
case("topk indices", lambda x: x.topk(2, 1)[1] + 0 * x[:, :2], normal(3, 5), whole=False)
case("sort", lambda x: x.sort(1)[0], normal(3, 5))
case("sort descending", lambda x: x.sort(0, True)[0], normal(5, 2))
case("sort with NaN", lambda x: x.sort()[0], torch.tensor([1.0, float("nan"), 3.0, -2.0]), whole=False)
case("argsort, stable", lambda x: x.sort(stable=True)[1] + 0 * x, torch.tensor([2.0, 1.0, 2.0, 1.0, 1.0]), whole=False)
case("one_hot", lambda x, i: x * torch.nn.functional.one_hot(i, 4), normal(2, 3, 4), index=positions(4, 2, 3),
     whole=False)
case("one_hot of all", lambda x, i: x * torch.nn.functional.one_hot(i), normal(3, 6), index=torch.tensor([5, 0, 2]),
     whole=False)

lines = [f" {json.dumps(name)}: {json.dumps(content)}" for name, content in CASES.items()]
(HERE / "indexing.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
