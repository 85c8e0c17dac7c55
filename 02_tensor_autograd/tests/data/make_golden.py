#!/usr/bin/env python3
"""Writes the golden values of chapter 02's tests with PyTorch: python3 make_golden.py

functions.json    every differentiable function: inputs, a random upstream gradient, result, gradients, in float64
The values do not depend on PyTorch's version.
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(2)
HERE = pathlib.Path(__file__).parent
CASES = {}


def plain(x):
    """Numbers as JSON has them: NaN is null, the infinities are texts."""
    if isinstance(x, list):
        return [plain(item) for item in x]
    return None if x != x else "inf" if x == float("inf") else "-inf" if x == float("-inf") else x


def tensor(x):
    x = x.detach()
    return {"shape": list(x.shape), "values": plain(x.flatten().tolist())}


def case(name, f, *inputs):
    inputs = [x.clone().requires_grad_() for x in inputs]
    result = f(*inputs)
    upstream = torch.randn(result.shape)
    gradients = torch.autograd.grad(result, inputs, upstream)
    CASES[name] = {
        "inputs": {str(i): tensor(x) for i, x in enumerate(inputs)},
        "upstream": tensor(upstream),
        "result": tensor(result),
        "gradients": {str(i): tensor(g) for i, g in enumerate(gradients)},
    }


def normal(*shape):
    return torch.randn(*shape)


def positive(*shape):
    return 0.1 + 3 * torch.rand(*shape)


def numbers(*values):
    return torch.tensor(values)


# math.h
for name, f in [("add", torch.add), ("sub", torch.sub), ("mul", torch.mul), ("div", torch.div)]:
    case(name, f, normal(2, 3), normal(2, 3))
    case(name + " broadcast", f, normal(2, 1, 4), normal(3, 1))
case("div edges", torch.div, numbers(1.0, -1.0, 0.0, 1e200, 3e-200), numbers(0.0, 0.0, 2.0, 1e-100, 1e-180))
case("pow", torch.pow, positive(3, 1), normal(4))
case("pow edges", torch.pow, numbers(0.0, 0.0, 0.0, -2.0, -1.5, 2.0, 1.0), numbers(0.0, 1.0, 2.5, 3.0, -2.0, 0.0, -3.0))
for exponent in [2.0, 3.0, -1.5, 0.0]:
    case(f"pow {exponent:g}", lambda x: torch.pow(x, exponent), positive(5))
case("pow 3 edges", lambda x: torch.pow(x, 3.0), numbers(0.0, -2.0))
case("affine", lambda x: 2.5 * x - 0.75, normal(2, 3))
case("with numbers", lambda x: (2 - x) * 3 + (x + 1) / 4 + (1 + x) * (0.5 * x - 2) - 5 / x, positive(6))
case("neg", torch.neg, normal(4))
case("abs", torch.abs, numbers(-2.5, 0.0, 1.5, -0.0))
case("exp", torch.exp, numbers(-800.0, -1.0, 0.0, 0.5, 3.0, 800.0))
case("log", torch.log, numbers(0.0, 1e-300, 0.5, 1.0, 100.0, -1.0))
case("sqrt", torch.sqrt, numbers(0.0, 1e-300, 0.25, 2.0, 100.0, -1.0))
case("tanh", torch.tanh, numbers(-20.0, -1.0, 0.0, 0.5, 20.0))
case("sigmoid", torch.sigmoid, numbers(-800.0, -30.0, -1.0, 0.0, 1.0, 30.0, 800.0))
case("relu", torch.relu, numbers(-1.0, -1e-300, 0.0, 1e-300, 2.0))
case("relu_backward", lambda g, y: g * (y > 0) + 0 * y, normal(4), numbers(-1.0, 0.0, 0.5, 2.0))
case("mean", torch.mean, normal(2, 3, 4))
case("mean of axes", lambda x: x.mean((0, 2)), normal(2, 3, 4))
case("mean keepdim", lambda x: x.mean(1, True), normal(2, 3))
case("matmul", torch.matmul, normal(3, 4), normal(4, 2))
case("matmul batched", torch.matmul, normal(2, 1, 3, 4), normal(3, 4, 2))
case("matmul row", torch.matmul, normal(4), normal(2, 4, 3))
case("matmul column", torch.matmul, normal(2, 3, 4), normal(4))
case("matmul vectors", torch.matmul, normal(5), normal(5))

# view_ops.h
case("expand", lambda x: x.expand(2, 3, 4), normal(3, 1))
case("sum", torch.sum, normal(2, 3))
case("sum of axes", lambda x: x.sum((0, -1)), normal(2, 3, 4))
case("sum keepdim", lambda x: x.sum((0, 2), True), normal(2, 3, 4))
case("sum_to", lambda x: x.sum_to_size(3, 1), normal(2, 3, 4))
case("permute", lambda x: x.permute(2, 0, 1), normal(2, 3, 4))
case("transpose", lambda x: x.transpose(0, -1), normal(2, 3, 4))
case("t", torch.t, normal(2, 3))
case("reshape", lambda x: x.reshape(4, -1), normal(2, 6))
case("reshape of a transpose", lambda x: x.t().reshape(4, 3), normal(2, 6))
case("flatten", lambda x: x.flatten(1, 2), normal(2, 3, 4, 1))
case("unsqueeze", lambda x: x.unsqueeze(-2), normal(2, 3))
case("squeeze", lambda x: x.squeeze(1), normal(2, 1, 3))
case("slice", lambda x: x[:, 1:6:2], normal(2, 7))
case("select", lambda x: x.select(1, -1), normal(2, 3, 4))
case("contiguous", lambda x: x.t().contiguous(), normal(2, 3))
case("clone", torch.clone, normal(2, 3))
case("to", lambda x: x.to(torch.float32).to(torch.float64), normal(3))

# Several at once: a value used twice, broadcasting, views of views.
case("a small network",
     lambda x, w, b, v: torch.tanh(x @ w.t() + b) @ v + (x * x).sum(1, True) * torch.sigmoid(b[:1]),
     normal(4, 3), normal(5, 3), normal(5), normal(5, 2))

lines = [f" {json.dumps(name)}: {json.dumps(content)}" for name, content in CASES.items()]
(HERE / "functions.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
