#!/usr/bin/env python3
"""Writes batch_norm.json with PyTorch: batch norm of images, with and without residual and ReLU: values, gradients, running
statistics after two steps, and what evaluation then gives."""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(4)


def rounded(tensor):
    return [float(f"{x:.15g}") for x in tensor.detach().flatten().tolist()]


def case(shape, residual, relu, momentum, eps):
    channels = shape[1]
    norm = torch.nn.BatchNorm2d(channels, momentum=momentum, eps=eps)
    torch.nn.init.normal_(norm.weight)
    torch.nn.init.normal_(norm.bias)
    first = torch.randn(*shape) * 2 + 1
    norm(first)
    x = (torch.randn(*shape) * 3 - 1).requires_grad_()
    added = torch.randn(*shape).requires_grad_()
    upstream = torch.randn(*shape)

    def run(images):
        y = norm(images)
        if residual:
            y = y + added
        return torch.relu(y) if relu else y

    y = run(x)
    y.backward(upstream)
    norm.eval()
    entry = {
        "shape": shape, "residual": int(residual), "relu": int(relu), "momentum": momentum, "eps": eps,
        "weight": rounded(norm.weight), "bias": rounded(norm.bias), "first": rounded(first), "x": rounded(x),
        "added": rounded(added), "upstream": rounded(upstream), "y": rounded(y), "dx": rounded(x.grad),
        "dweight": rounded(norm.weight.grad), "dbias": rounded(norm.bias.grad),
        "running_mean": rounded(norm.running_mean), "running_var": rounded(norm.running_var),
        "evaluated": rounded(run(x)),
    }
    if residual:
        entry["dadded"] = rounded(added.grad)
    return entry


content = {
    "plain": case((2, 3, 2, 2), False, False, 0.1, 1e-5),
    "relu": case((3, 2, 2, 3), False, True, 0.3, 1e-3),
    "residual": case((2, 2, 3, 1), True, False, 0.1, 1e-5),
    "both": case((2, 4, 2, 3), True, True, 0.05, 1e-5),
}
path = pathlib.Path(__file__).with_name("batch_norm.json")
path.write_text(json.dumps({"made_by": f"PyTorch {torch.__version__}", "cases": content}, separators=(",", ":")) + "\n")
