#!/usr/bin/env python3
"""Writes the golden values of chapter 01's tests with PyTorch: python3 make_golden.py

operators.json    each operator at some points: value and derivatives, in float64
expressions.json  whole expressions: value and gradient
mlp.json          a small network: answers, loss, gradients, and losses over a few steps of training
The values do not depend on PyTorch's version.
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)
HERE = pathlib.Path(__file__).parent


def write(name, content):
    text = json.dumps(content, indent=None).replace('}, "', '},\n "').replace("NaN", "null")
    (HERE / name).write_text(text + "\n")


def points(count, low, high):
    return (low + (high - low) * torch.rand(count)).tolist()


def operator(f, a, b=None):
    """Value and derivatives of f at each point."""
    a = torch.tensor(a, requires_grad=True)
    leaves = [a]
    if b is not None:
        b = torch.tensor(b, requires_grad=True)
        leaves.append(b)
    value = f(*leaves)
    gradients = torch.autograd.grad(value.sum(), leaves)
    result = {"a": a.tolist(), "value": value.tolist(), "da": gradients[0].tolist()}
    if b is not None:
        result.update(b=b.tolist(), db=gradients[1].tolist())
    return result


def operators():
    some, others = points(12, -3, 3), points(12, -3, 3)
    positive = points(12, 0.05, 4)
    bases = points(10, 0.1, 3) + [0.0, 0.0, 0.0, 2.0, -2.0, -1.5]
    exponents = points(10, -3, 3) + [0.0, 1.0, 2.5, 0.0, 3.0, -2.0]
    return {
        "add": operator(lambda a, b: a + b, some, others),
        "multiply": operator(lambda a, b: a * b, some, others),
        "subtract": operator(lambda a, b: a - b, some, others),
        "divide": operator(lambda a, b: a / b, some, others),
        "power": operator(torch.pow, bases, exponents),
        "negate": operator(torch.neg, some),
        "exp": operator(torch.exp, some),
        "log": operator(torch.log, positive + [1.0, 100.0]),
        "tanh": operator(torch.tanh, some + [-20.0, 0.0, 20.0]),
        "relu": operator(torch.relu, some + [0.0, -1e-300, 1e-300]),
        "sigmoid": operator(torch.sigmoid, some + [-800.0, -30.0, 0.0, 800.0]),
    }


def sums_and_products(a, b):
    c = a * b + a
    d = c * c + b * 3
    e = d * c + a * d
    return e * e * 0.01 + d


def everything(a, b):
    """The expression in micrograd's own test, with the other operators added."""
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + torch.relu(b + a)
    d = d + 3 * d + torch.relu(b - a)
    e = c - d
    f = e * e
    g = f / 2.0
    g = g + 10.0 / f
    return torch.log(g) * torch.tanh(a / b) + torch.sigmoid(c) * torch.exp(a * 0.1) + b**a


def expression(f, a, b):
    a, b = torch.tensor(a, requires_grad=True), torch.tensor(b, requires_grad=True)
    value = f(a, b)
    value.backward()
    return {"a": a.item(), "b": b.item(), "value": value.item(), "da": a.grad.item(), "db": b.grad.item()}


def mlp():
    sizes, rate, decay = [2, 5, 4, 1], 0.1, 0.01
    layers = [torch.nn.Linear(i, o) for i, o in zip(sizes, sizes[1:])]
    model = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1], torch.nn.ReLU(), layers[2])
    x, labels = torch.randn(9, 2), torch.sign(torch.randn(9))

    def flat(of):  # neuron by neuron, its weights and then its bias
        return [n for l in layers for n in torch.cat([of(l.weight), of(l.bias)[:, None]], 1).flatten().tolist()]

    result = {"sizes": sizes, "rate": rate, "decay": decay, "points": x.tolist(), "labels": labels.tolist(),
              "parameters": flat(lambda p: p.detach()), "scores": model(x)[:, 0].tolist(), "losses": []}
    for step in range(5):
        scores = model(x)[:, 0]
        hinge = torch.relu(1 - labels * scores).mean()
        penalty = decay * sum((p * p).sum() for p in model.parameters())
        model.zero_grad()
        (hinge + penalty).backward()
        result["losses"].append((hinge + penalty).item())
        if step == 0:
            result.update(hinge=hinge.item(), penalty=penalty.item(), gradient=flat(lambda p: p.grad))
        with torch.no_grad():
            for p in model.parameters():
                p -= rate * p.grad
    result["trained"] = flat(lambda p: p.detach())
    return result


write("operators.json", operators())
write("expressions.json", {
    "sums_and_products": [expression(sums_and_products, a, b) for a, b in [(2.0, -3.0), (0.5, 1.5), (-1.25, 0.75)]],
    "everything": [expression(everything, a, b) for a, b in [(-4.0, 2.0), (0.5, 1.5), (1.75, 0.25)]],
})
write("mlp.json", mlp())
