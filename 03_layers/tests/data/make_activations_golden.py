#!/usr/bin/env python3
"""Writes activations.json with PyTorch: each activation's values and gradients for a random upstream gradient, in float64."""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)
F = torch.nn.functional
ACTIVATIONS = {
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "leaky_relu 0.3": lambda x: F.leaky_relu(x, 0.3),
    "gelu": F.gelu,
    "gelu tanh": lambda x: F.gelu(x, approximate="tanh"),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softmax 0": lambda x: F.softmax(x, 0),
    "softmax -1": lambda x: F.softmax(x, -1),
    "log_softmax 0": lambda x: F.log_softmax(x, 0),
    "log_softmax -1": lambda x: F.log_softmax(x, -1),
}


def rounded(tensor):
    return [float(f"{x:.14g}") for x in tensor.flatten().tolist()]


# Large numbers and 0, too, where some have a corner.
start = torch.cat([2 * torch.randn(8), torch.tensor([0.0, 30, -30, 0])]).reshape(3, 4)
upstream = torch.randn(3, 4)
content = {"x": rounded(start), "upstream": rounded(upstream)}
for name, function in ACTIVATIONS.items():
    x = start.clone().requires_grad_()
    y = function(x)
    y.backward(upstream)
    content[name] = {"y": rounded(y), "dx": rounded(x.grad)}
path = pathlib.Path(__file__).parent / "activations.json"
path.write_text(json.dumps(content).replace('}, "', '},\n "') + "\n")
